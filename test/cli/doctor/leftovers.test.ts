import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { unusedFilesFinding } from '#src/cli/doctor/leftovers';
import { until } from '../../support/until.ts';

/** Where it can be told what is in use: outside of containers. */
const LOOK = { clean: false, leastAgeMsec: 0 };

test('files that no process uses are found, and removed when asked for; what is in use stays', async (t) => {
  const folder = t.testdir({ 'other.data': 'x', 'sy_kept.global_mgmt': 'x' });
  writeFileSync(join(folder, 'sy_left.data'), 'left');
  // A program is mapped by the process that runs it.
  const used = join(folder, 'sy_used.data');
  copyFileSync('/bin/sleep', used);
  chmodSync(used, 0o755);
  const child = spawn(used, ['60']);
  t.teardown(async () => {
    child.kill();
    await once(child, 'exit');
  });
  await once(child, 'spawn');
  await until(() => /1 files with 4 bytes/.test(unusedFilesFinding(folder, LOOK).state));

  t.match(unusedFilesFinding(folder, { clean: true, leastAgeMsec: 60_000 }), {
    status: 'ok',
    state: /^none/,
  });
  const { status, remedy = '' } = unusedFilesFinding(folder, LOOK);
  t.equal(status, 'warning');
  const finding = unusedFilesFinding(folder, { ...LOOK, clean: true });
  const left = readdirSync(folder).sort();
  if (remedy.includes('cannot be seen')) {
    t.equal(finding.status, 'warning', 'inside a container nothing is removed');
    t.same(left, ['other.data', 'sy_kept.global_mgmt', 'sy_left.data', 'sy_used.data']);
  } else {
    t.match(finding, { status: 'ok', state: `1 were removed from "${folder}"` });
    t.same(left, ['other.data', 'sy_kept.global_mgmt', 'sy_used.data']);
  }
});
