import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

void test('all threads of a process that follows a clock read it, however they read time', (t) => {
  // In a process of its own: it would follow for good.
  const program = fileURLToPath(new URL('./fixtures/follows-clock.js', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  t.equal(stderr, '');
  const { offsets, isMonotonic } = JSON.parse(stdout) as { offsets: number[]; isMonotonic: boolean };
  t.equal(offsets.length, 6, 'by number and by master clock, in this thread, a worker and its worker');
  for (const offset of offsets) t.ok(Math.abs(offset - 5_000_000) < 1_000, String(offset));
  t.ok(isMonotonic, 'while another thread writes');
  t.end();
});
