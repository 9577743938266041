import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadProject, parseOverride, runProject } from 'syntalos-mlink/host';

void test('every frame of the project is counted', async () => {
  const outFolder = await mkdtemp(join(tmpdir(), 'test-'));
  try {
    const project = await loadProject(fileURLToPath(new URL('./project.toml', import.meta.url)), {
      overrides: [parseOverride('camera.frames=10')],
    });
    const report = await runProject(project, { outFolder });
    assert.deepEqual(report.errors, []);
    assert.equal(report.modules.find(({ id }) => id === 'script')?.figures['frames']?.value, 10);
  } finally {
    await rm(outFolder, { recursive: true });
  }
});
