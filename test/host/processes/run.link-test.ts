/** Modules as processes under the host, beside embedded ones: data, life, reports. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import { figure } from '../../../support/process-modules.ts';
import { embedded, ours, peer, runProcesses } from './process-modules.ts';
import { isWhole } from '../../support/whole-run.ts';

const COUNT = 20_000;

for (const [from, to] of [
  ['process', 'process'],
  ['process', 'embedded'],
  ['embedded', 'process'],
] as const) {
  test(`every item gets from ${from} to ${to}`, async (t) => {
    const make = { process: ours, embedded };
    const { report } = await runProcesses(
      t,
      { source: make[from]('counter', { count: COUNT }), sink: make[to]('checker') },
      ['source:out=sink:in'],
    );
    isWhole(t, report);
    t.equal(report.stopReason, 'its sources have nothing more to give');
    t.equal(figure(report, 'sink', 'count'), COUNT);
    t.equal(figure(report, 'sink', 'gaps'), 0);
    t.equal(figure(report, 'sink', 'first'), 0, 'the metadata of the source came along');
    const ports = report.ports.map(({ module, direction, dataType, bytes, ...port }) => [
      ...[module, direction, dataType, bytes],
      'read' in port ? [port.read, port.unread] : port.written,
    ]);
    t.strictSame(
      ports.sort(),
      from === 'process' && to === 'process'
        ? []
        : [
            ['sink', 'input', 'LineReading', (to === 'process' ? 16 : 14) * COUNT, [COUNT, 0]],
            ['source', 'output', 'LineReading', (from === 'process' ? 16 : 14) * COUNT, COUNT],
          ],
    );
    const collection = await EdlCollection.open(report.outFolder ?? '');
    t.equal(collection.attributes['success'], true);
    t.ok(collection.datasets.length + collection.groups.length > 0);
  });
}

test('an independent program plays a module between modules of ours', async (t) => {
  const { report, folder } = await runProcesses(
    t,
    {
      source: ours('counter', { count: COUNT }),
      middle: peer('--in', 'in:5', '--out', 'out:5', '--forward', 'in=out'),
      sink: ours('checker'),
    },
    ['source:out=middle:in', 'middle:out=sink:in'],
  );
  isWhole(t, report);
  t.equal(figure(report, 'sink', 'count'), COUNT);
  t.equal(figure(report, 'sink', 'gaps'), 0);
  const log = readFileSync(join(folder, 'middle.log'), 'utf8');
  t.match(log, '"event":"shutdown"');
  if (figure(report, 'sink', 'gaps') !== 0) t.comment(log, JSON.stringify(report.modules, null, 1));
});
