import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { EdlCollection } from 'syntalos-mlink/edl';
import { runCli } from '#src/cli/program';
import { PROVENANCE_FOLDER } from '#src/host/project/index';
import { TestWorld } from './fixtures/test-world.ts';

test('info shows what a recording holds and what is wrong with it, for people and programs', async (t) => {
  const world = new TestWorld(t.testdir());
  const recording = await EdlCollection.create(join(world.workingFolder, 'rec'));
  const table = await recording.createDataset('events');
  writeFileSync(table.setDataFile('table.csv'), 'Time;x\n1000;2\n3000;4\n');
  const lost = await recording.createDataset('lost');
  lost.setDataFile('film.mkv');
  await recording.save();

  mkdirSync(join(recording.path, PROVENANCE_FOLDER));
  const sync = {
    id: 'cam',
    strategies: [],
    toleranceUsec: 500,
    calibrated: true,
    lastOffsetUsec: 7,
    offsetReports: 2,
  };
  writeFileSync(
    join(recording.path, PROVENANCE_FOLDER, 'report.json'),
    JSON.stringify({
      verdict: 'LATE',
      reasons: ['cam was held back'],
      modules: [{ id: 'camera', synchronizers: [sync] }],
    }),
  );

  t.equal(await runCli(['info', 'rec'], world), 0, world.stderr.text);
  t.match(
    world.stdout.text,
    /LATE\n +- cam was held back\n +synchronizer camera:cam · calibrated · tolerance 500 µs · last offset 7 µs/,
  );
  t.match(
    world.stdout.text,
    /events\n +TableRow · stream events · 21 B · 2 items · 1\.000 s to 3\.000 s · 0\.5\/s\n +table\.csv/,
  );
  t.match(world.stdout.text, /film\.mkv {2}MISSING/);
  t.match(world.stdout.text, /problems:\n.*Dataset "lost" is not played/s);
  t.match(world.stdout.text, /it was cut short/);

  const programs = new TestWorld(world.workingFolder);
  t.equal(await runCli(['info', 'rec', '--json'], programs), 0);
  t.match(JSON.parse(programs.stdout.text), {
    collectionId: recording.collectionId,
    streams: [{ items: 2 }, {}],
  });

  t.equal(await runCli(['info', 'nowhere'], world), 2);
  t.match(world.stderr.text, /nowhere/);
});
