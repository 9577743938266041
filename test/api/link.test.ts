/** The link: how a module connects, what it knows of its run, what it tells the host. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'tap';
import { DataType, initLink, isRunning, println, raiseError, type SyntalosLink } from 'syntalos-mlink';
import { EdlCollection } from 'syntalos-mlink/edl';
import { runModule } from 'syntalos-mlink/testing';

test('a program that no host started is told how to start it', async (t) => {
  await t.rejects(initLink(), {
    code: 'ERR_SYNTALOS_NOT_HOSTED',
    message: /npx syntalos-mlink run project\.toml/,
  });
  t.throws(() => isRunning(), {
    code: 'ERR_SYNTALOS_INVALID_STATE',
    message: /await initLink\(\) first/,
  });
});

test('initLink is called once', async (t) => {
  await runModule(
    async () => {
      await t.rejects(initLink(), { code: 'ERR_SYNTALOS_INVALID_STATE', message: /already/ });
    },
    { until: { durationMsec: 1 } },
  );
});

test('a module knows its run from prepare to stop, and only then', async (t) => {
  const seen: unknown[] = [];
  const look = (link: SyntalosLink): void => {
    seen.push([link.runUuid, link.subject, link.moduleName]);
  };
  await runModule(
    (link) => {
      t.equal(link.runUuid, undefined);
      t.equal(link.subject, undefined);
      t.equal(link.moduleName, 'tracker');
      t.throws(() => link.rootGroup, { code: 'ERR_SYNTALOS_EDL_NO_ROOT' });
      link.onPrepare = () => {
        look(link);
        return true;
      };
      link.onStart = () => look(link);
      link.onStop = () => look(link);
    },
    { id: 'tracker', subject: { id: 'M7', group: 'control' }, until: { durationMsec: 1 } },
  );
  const [first, ...others] = seen as [string, unknown, unknown][];
  t.match(first?.[0], /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  t.strictSame(first?.slice(1), [{ id: 'M7', group: 'control' }, 'tracker']);
  t.strictSame(others, [first, first]);
});

test('status messages, figures and printed lines reach the host in order', async (t) => {
  const result = await runModule(
    (link) => {
      link.onStart = () => {
        link.setStatusMessage('calibrating');
        link.setStatusMessage('ready');
        link.setStatusMessage();
        link.setFigure('error', 0.25, 'px');
        link.setFigure('best', 'left');
        println('one');
        println('two');
      };
    },
    { until: { durationMsec: 50 } },
  );
  t.strictSame(result.statusMessages, ['calibrating', 'ready', '']);
  t.strictSame(result.figures, { error: { value: 0.25, unit: 'px' }, best: { value: 'left' } });
  t.strictSame(result.printed, ['one', 'two']);
});

test('raiseError stops the run with its message', async (t) => {
  const { errors } = await runModule(
    (link) => {
      link.onStart = () => raiseError('the lever is stuck');
    },
    { until: { durationMsec: 60_000 } },
  );
  t.match(errors, [{ code: 'ERR_SYNTALOS_MODULE', message: 'the lever is stuck' }]);
  t.match(errors[0]?.stack, /link\.test/);
});

test('shutdown in a run says that nothing more will come; onStop is called as ever', async (t) => {
  let stopped = false;
  const { outputs, errors } = await runModule(
    async (link) => {
      const out = await link.registerOutputPort('out', 'Rows', DataType.TableRow);
      link.onStart = async () => {
        out.submit(['only']);
        await link.shutdown();
      };
      link.onStop = () => {
        stopped = true;
      };
    },
    { outputs: { out: DataType.TableRow } },
  );
  t.strictSame(errors, []);
  t.strictSame(outputs.out, [['only']]);
  t.ok(stopped);
});

test('a module stores what it measures in datasets and groups of the recording', async (t) => {
  const outFolder = mkdtempSync(join(tmpdir(), 'syntalos-test-'));
  t.teardown(() => rmSync(outFolder, { recursive: true, force: true }));
  const { errors, recordingFolder } = await runModule(
    (link) => {
      link.onPrepare = async () => {
        const dataset = await link.createDefaultDataset();
        t.equal(dataset.name, 'tracker');
        dataset.setAttribute('threshold', 12);
        await t.rejects(link.createDefaultDataset(), { code: 'ERR_SYNTALOS_EDL_EXISTS' });
        const group = await link.createStorageGroup('raw');
        await link.createDatasetInGroup(group, 'left eye');
        return true;
      };
    },
    { id: 'tracker', outFolder, until: { durationMsec: 1 } },
  );
  t.strictSame(errors, []);
  const recording = await EdlCollection.open(recordingFolder ?? '');
  t.strictSame(
    recording.datasets.map(({ name, attributes }) => [name, attributes]),
    [['tracker', { threshold: 12 }]],
  );
  t.strictSame(
    recording.groups.map(({ name, datasets }) => [name, datasets.map((dataset) => dataset.name)]),
    [['raw', ['left eye']]],
  );
});

test('the recording of a run is removed unless it is asked for', async (t) => {
  let path = '';
  const { recordingFolder } = await runModule(
    (link) => {
      link.onPrepare = () => {
        path = link.rootGroup.path;
        return existsSync(path);
      };
    },
    { until: { durationMsec: 1 } },
  );
  t.not(path, '');
  t.equal(recordingFolder, undefined);
  t.notOk(existsSync(path));
});

test('awaitDataForever calls its event function while the module lives', async (t) => {
  let calls = 0;
  await runModule(
    async (link) => {
      await link.awaitDataForever(() => {
        calls++;
      });
    },
    { until: { durationMsec: 100 } },
  );
  t.ok(calls > 0);
});
