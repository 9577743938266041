import { readFile } from 'node:fs/promises';
import { test } from 'tap';
import { ControlCommandKind, LineCommandKind } from 'syntalos-mlink';
import { parseCsv, type EdlCollection, type EdlDataset } from 'syntalos-mlink/edl';
import { runModules } from './support/run-modules.js';
import { LINE_READINGS, controlCommandOf, lineCommandOf, readingOf, rowOf } from './support/known-streams.js';
import { isWhole } from '../../support/whole-run.ts';

const SOURCE = new URL('./fixtures/known-streams.js', import.meta.url).href;

async function tableOf(recording: EdlCollection, name: string): Promise<string[][]> {
  return parseCsv(await readFile((recording.find(name) as EdlDataset).dataFile!.parts[0]!.path));
}

function nameOf(kinds: Readonly<Record<string, number>>, kind: number): string {
  return Object.entries(kinds).find(([, number]) => number === kind)![0];
}

test('rows, readings and commands become rows of a table with their fields as columns, exactly', async (t) => {
  const ids = ['rows', 'lines', 'commands', 'control'];
  const { report, recording } = await runModules({
    folder: t.testdir(),
    modules: [{ id: 'source', use: SOURCE }, ...ids.map((id) => ({ id, use: 'table-recorder' }))],
    connections: ids.map((id) => `source:${id} > ${id}:rows`),
  });
  isWhole(t, report);
  const all = Array.from({ length: LINE_READINGS }, (_, i) => i);

  const [rowsHeader, ...rows] = await tableOf(recording, 'rows');
  t.strictSame(rowsHeader, ['a', 'b "quoted"', 'c']);
  t.strictSame(rows, all.map(rowOf));

  const [linesHeader, ...lines] = await tableOf(recording, 'lines');
  t.strictSame(linesHeader, ['time_usec', 'line_id', 'value']);
  t.strictSame(
    lines,
    all.map(readingOf).map(({ timeUsec, lineId, value }) => [timeUsec, lineId, value].map(String)),
  );

  const [commandsHeader, ...commands] = await tableOf(recording, 'commands');
  t.strictSame(commandsHeader, ['time_usec', 'kind', 'line_id', 'value', 'duration_usec', 'flags', 'extra']);
  t.strictSame(
    commands.map((row) => row.slice(1)),
    all
      .map(lineCommandOf)
      .map(({ kind, lineId, value, durationUsec, flags, extra }) => [
        nameOf(LineCommandKind, kind),
        ...[lineId, value, durationUsec, flags].map(String),
        Buffer.from(extra).toString('hex'),
      ]),
  );

  const [controlHeader, ...control] = await tableOf(recording, 'control');
  t.strictSame(controlHeader, ['time_usec', 'kind', 'duration_msec', 'command']);
  t.strictSame(
    control.map((row) => row.slice(1)),
    all
      .map(controlCommandOf)
      .map(({ kind, durationMsec, command }) => [
        nameOf(ControlCommandKind, kind),
        String(durationMsec),
        command,
      ]),
  );
  for (const received of [commands, control]) {
    const times = received.map(([time]) => Number(time));
    t.ok(
      times.every((time, i) => Number.isInteger(time) && time >= (times[i - 1] ?? 0)),
      'when they came',
    );
  }
  t.strictSame((recording.find('commands') as EdlDataset).attributes, { data_type: 'LineCommand' });
  t.strictSame((recording.find('rows') as EdlDataset).attributes, {});
});

test('a table of a stream that is none is refused by name', async (t) => {
  const { report } = await runModules({
    folder: t.testdir(),
    modules: [
      { id: 'source', use: SOURCE },
      { id: 'rec', use: 'table-recorder' },
    ],
    connections: ['source:f32 > rec:rows'],
  });
  t.match(
    report.reasons[0],
    /Cannot record what is connected to "rec:rows": it is SignalBlockF32, this recorder takes TableRow, LineReading, LineCommand, ControlCommand/,
  );
});
