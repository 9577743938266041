import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { reportOf, writeReport } from '#src/host/report/index';
import { facts } from './fixtures/facts.ts';

test('a report is written whole, with its folder, and survives JSON', async (t) => {
  const folder = t.testdir();
  const file = join(folder, 'a', 'b', 'report.json');
  const report = reportOf(facts());

  await writeReport(report, file);

  t.strictSame(JSON.parse(readFileSync(file, 'utf8')), report);
  t.strictSame(readdirSync(join(folder, 'a', 'b')), ['report.json']);
});

test('a report that cannot be written is an error that names the file, and leaves nothing', async (t) => {
  const folder = t.testdir();
  mkdirSync(join(folder, 'taken'));

  await t.rejects(writeReport(reportOf(facts()), join(folder, 'taken')), {
    code: 'ERR_SYNTALOS_STORAGE',
    message: /^Cannot write report ".*taken": /,
  });
  t.strictSame(readdirSync(folder), ['taken']);
});
