import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import { runCli } from '#src/cli/program';
import { exportLine } from '#src/cli/export-progress-bar';
import { TestWorld } from './fixtures/test-world.ts';

async function makeTables(world: TestWorld): Promise<void> {
  const recording = await EdlCollection.create(join(world.workingFolder, 'rec'));
  for (const [name, text] of [
    ['events', 'Time;x\n1000;"a,b"\n3000;4\n'],
    ['lines', 'time_usec;line_id;value\n1500000;3;7\n'],
    ['commands', 'time_usec;kind;duration_msec;command\n9;START;20;\n'],
    ['triggers', 'time_usec;kind;line_id;value;duration_usec;flags;extra\n70;WRITE_DIGITAL;2;1;500;0;0aff\n'],
  ] as const) {
    writeFileSync((await recording.createDataset(name)).setDataFile('table.csv'), text);
  }
  const notes = await recording.createDataset('notes');
  writeFileSync(notes.setDataFile('notes.txt'), 'fed at noon');
  await recording.save();
}

test('export writes a table for each stream, with times, within a range', async (t) => {
  const world = new TestWorld(t.testdir());
  await makeTables(world);
  t.equal(await runCli(['export', 'rec', '--out', 'tables', '--to-time', '2s'], world), 0, world.stderr.text);
  const read = (name: string): string =>
    readFileSync(join(world.workingFolder, 'tables', `${name}.csv`), 'utf8');
  t.equal(read('events'), 'time_usec,Time,x\n1000000,1000,"a,b"\n');
  t.equal(read('lines'), 'time_usec,line_id,value\n1500000,3,7\n');
  t.equal(read('commands'), 'time_usec,kind,duration_msec,command\n9,START,20,\n');
  t.match(read('triggers'), /^time_usec,kind,line_id,.*\n70,\w+,2,1,500,0,0aff\n$/);
  t.match(world.stdout.text, /events\.csv: events, 1 items/);
  t.match(world.stderr.text, /"notes" is not exported: its file "notes\.txt" cannot be read/);
});

test('export names what a format cannot hold, and refuses streams and times that are none', async (t) => {
  const world = new TestWorld(t.testdir());
  await makeTables(world);
  t.equal(await runCli(['export', 'rec', '--to', 'mp4', '--streams', 'events,lines'], world), 0);
  t.match(world.stderr.text, /"events" is not exported: MP4 holds videos only, it is TableRow/);

  for (const [args, message] of [
    [['--streams', 'nothing'], /Cannot export stream "nothing": .*"events", "lines"/],
    [['--from', 'noon'], /Cannot use "--from noon"/],
    [['--from', '2s', '--to-time', '1s'], /Cannot use "--to-time 1s": it is not after "--from", 2 s/],
    [
      ['--to', 'nwb', '--subject', 'name=Tom'],
      /Cannot use "--subject name=Tom": it must be one of id, age, sex/,
    ],
  ] as const) {
    const refused = new TestWorld(world.workingFolder);
    t.equal(await runCli(['export', 'rec', ...args], refused), 2);
    t.match(refused.stderr.text, message);
  }
});

test('export goes on behind a stream that is damaged, names it, and fails', async (t) => {
  const world = new TestWorld(t.testdir());
  await makeTables(world);
  const table = 'time_usec;kind;duration_msec;command\n9;START;20;\n10;START;often;\n';
  writeFileSync(join(world.workingFolder, 'rec/commands/table.csv'), table);
  t.equal(await runCli(['export', 'rec', '--out', 'tables'], world), 1);
  t.match(world.stderr.text, /"commands" could not be exported: .*row 2 .*"often"/);
  t.match(world.stdout.text, /triggers\.csv/);
  t.equal(
    readFileSync(join(world.workingFolder, 'tables/commands.csv'), 'utf8'),
    'time_usec,kind,duration_msec,command\n9,START,20,\n',
    'what came before is there',
  );
});

test('a terminal shows how far an export has come, and nothing of it stays', async (t) => {
  const world = new TestWorld(t.testdir());
  await makeTables(world);
  const rows = Array.from({ length: 3000 }, (_, i) => `${i};x\n`).join('');
  writeFileSync(join(world.workingFolder, 'rec/events/table.csv'), `Time;x\n${rows}`);
  world.stderr.isTTY = true;
  t.equal(await runCli(['export', 'rec', '--streams', 'events'], world), 0);
  t.match(world.stderr.text, /events \(1 of 1\) at \d/);
  t.ok(world.stderr.text.endsWith('\u001b[?25h'), 'the bar is gone, the cursor is back');
  t.ok(existsSync(join(world.workingFolder, 'rec-csv/events.csv')));

  const progress = { stream: 'cam', number: 1, count: 2, timeUsec: 15e6 };
  t.equal(
    exportLine(progress, { fromUsec: 10e6, lengthUsec: 20e6 }),
    '██████████████████░░░░░░  75 %  cam (2 of 2) at 15.0 s',
  );
  t.equal(exportLine(progress, { lengthUsec: undefined }), 'cam (2 of 2) at 15.0 s');
});
