/** Each error code is provoked through the public API, but for that of control channels, and documented. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { test } from 'tap';
import {
  DataType,
  ERROR_CODES,
  HwOutputLine,
  initLink,
  raiseError,
  type SyntalosErrorCode,
} from 'syntalos-mlink';
import { EdlCollection } from 'syntalos-mlink/edl';
import { createProject, readSettings, runProject, numberSetting } from 'syntalos-mlink/host';
import { RingControl, RingReader, RingWriter, createRing } from 'syntalos-mlink/shm';
import {
  runModule,
  type ErrorRecord,
  type ModuleFunction,
  type RunModuleOptions,
} from 'syntalos-mlink/testing';
import { TsyncReader } from 'syntalos-mlink/timing';
import { decode, encode } from 'syntalos-mlink/types';
import { decodeEnvelope } from '#src/ipc/envelope/envelope';
import { connectBus } from '#src/ipc/nats/index';

/** An error of a report or one that was thrown. */
type Provoked = Pick<ErrorRecord, 'message'> & { readonly code?: string; readonly cause?: unknown };

const folder = mkdtempSync(join(tmpdir(), 'syntalos-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const until = { durationMsec: 1 };

/** What `work` throws. */
async function thrownBy(work: () => unknown): Promise<Provoked> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  return { message: 'nothing was thrown' };
}

/** What a module's callback `onStart` meets; the test of a callback sees it before its host does. */
async function thrownInRun(work: (link: Parameters<ModuleFunction>[0]) => unknown): Promise<Provoked> {
  let thrown: Provoked = { message: 'nothing was thrown' };
  await runModule(
    (link) => {
      link.onStart = async () => {
        thrown = await thrownBy(() => work(link));
      };
    },
    { until },
  );
  return thrown;
}

/** The first error of a module's run. */
async function failureOf(
  program: ModuleFunction | string,
  options: RunModuleOptions = { until },
): Promise<Provoked> {
  const { errors } = await runModule(program, options);
  return errors[0] ?? { message: 'no error was reported' };
}

const block = { timestamps: BigUint64Array.of(1n), rows: 1, cols: 1, data: Int32Array.of(1) };

const PROVOCATIONS: Readonly<Partial<Record<SyntalosErrorCode, () => Promise<Provoked>>>> = {
  // First: once loaded, the package stays.
  ERR_SYNTALOS_MISSING_DEPENDENCY: async () => {
    const hooks = `export async function resolve(specifier, context, next) {
      if (specifier === 'oxc-transform') throw new Error('it is not installed');
      return next(specifier, context);
    }`;
    register(`data:text/javascript,${encodeURIComponent(hooks)}`);
    writeFileSync(join(folder, 'module.ts'), '');
    const project = createProject({ modules: [{ id: 'a', use: './module.ts' }] }, folder);
    const report = await runProject(project, { outFolder: folder });
    return report.errors[0]!.error;
  },

  ERR_SYNTALOS_INVALID_ARGUMENT: () => thrownBy(() => createRing({ capacityBytes: -1 })),
  ERR_SYNTALOS_INVALID_STATE: () => failureInFunction(() => initLink()),
  ERR_SYNTALOS_NOT_HOSTED: () => thrownBy(() => initLink()),
  ERR_SYNTALOS_TIMEOUT: () => thrownBy(() => runModule(() => undefined, { timeoutMsec: 50 })),
  ERR_SYNTALOS_CANCELLED: async () => {
    let thrown: Provoked = { message: 'nothing was thrown' };
    const module: ModuleFunction = (link) => {
      // A pipe that nobody reads: opening it takes for ever, and the run stops meanwhile.
      const path = join(folder, 'stuck.tsync');
      link.onPrepare = async () => {
        execFileSync('mkfifo', [path]);
        const sync = await link.initClockSynchronizer();
        sync.setTimeSyncBasename(path);
        link.onStart = async () => {
          thrown = await thrownBy(() => sync.start());
          closeSync(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
        };
        return true;
      };
    };
    await runModule(module, { until: { durationMsec: 100 } });
    return thrown;
  },
  ERR_SYNTALOS_CLOSED: () =>
    thrownBy(() => {
      const reader = RingReader.attach(createRing());
      reader.close();
      reader.tryNext();
    }),

  ERR_SYNTALOS_RING_LAYOUT: () => thrownBy(() => RingReader.attach(new SharedArrayBuffer(65_536))),
  ERR_SYNTALOS_RING_FULL: () =>
    thrownBy(() => {
      const ring = createRing();
      for (;;) RingReader.attach(ring);
    }),
  ERR_SYNTALOS_RING_CLOSED: () =>
    thrownBy(() => {
      const ring = createRing();
      const writer = RingWriter.claim(ring);
      RingControl.attach(ring).close();
      writer.tryReserve(1_000_000);
    }),
  ERR_SYNTALOS_RING_RECORD_TOO_LARGE: () =>
    thrownBy(() => RingWriter.claim(createRing({ capacityBytes: 4096, maxBytes: 65_536 })).tryReserve(1e6)),
  ERR_SYNTALOS_RING_CLAIMED: () =>
    thrownBy(() => {
      const ring = createRing();
      RingWriter.claim(ring);
      RingWriter.claim(ring);
    }),
  ERR_SYNTALOS_RING_READER_REMOVED: () =>
    thrownBy(() => {
      const ring = createRing();
      const reader = RingReader.attach(ring);
      RingControl.attach(ring).removeReader(reader.ticket);
      reader.tryNext();
    }),

  ERR_SYNTALOS_DECODE: () => thrownBy(() => decode(DataType.Frame, Uint8Array.of(1, 2, 3))),
  ERR_SYNTALOS_ITEM_TYPE: () => thrownBy(() => encode(DataType.Frame, ['a row'] as never)),
  ERR_SYNTALOS_METADATA: () =>
    thrownInRun(async (link) => {
      const out = await link.registerOutputPort('late', 'Late', DataType.Frame);
      out.setMetadataValue('date', new Date() as never);
    }),
  ERR_SYNTALOS_PORT: () => thrownBy(() => runModule(() => undefined, { inputs: { a: [] } })),
  ERR_SYNTALOS_PORT_TYPE_MISMATCH: () =>
    thrownBy(() =>
      runModule(takesFrames, { inputs: { in: { items: [block], dataType: DataType.SignalBlockI32 } } }),
    ),
  ERR_SYNTALOS_LINE: () =>
    thrownInRun(async (link) => {
      const port = await link.registerOutputPort('lines', 'Lines', DataType.LineCommand);
      new HwOutputLine(port, 1, { analog: true }).pulse();
    }),

  ERR_SYNTALOS_CHANNEL: () => thrownBy(() => decodeEnvelope(new Uint8Array([1]))),
  ERR_SYNTALOS_ACTOR_CRASHED: () =>
    failureOf(() => {
      throw new RangeError('no camera');
    }),
  ERR_SYNTALOS_CALLBACK: () =>
    failureOf((link) => {
      link.onPrepare = () => false;
    }),
  ERR_SYNTALOS_CALLBACK_OVERDUE: () =>
    failureOf(
      (link) => {
        link.onPrepare = () => new Promise((resolve) => setTimeout(() => resolve(true), 300));
      },
      { until, limits: { prepareMsec: 50 } },
    ),
  ERR_SYNTALOS_MODULE: () =>
    failureOf((link) => {
      link.onStart = () => raiseError('the lever is stuck');
    }, {}),
  ERR_SYNTALOS_MODULE_LOAD: () => {
    const path = join(folder, 'broken.js');
    writeFileSync(path, 'export const = 1;');
    return failureOf(path);
  },

  ERR_SYNTALOS_PROJECT: () => thrownBy(() => createProject({ modules: [] })),
  ERR_SYNTALOS_SETTING: () =>
    thrownBy(() =>
      readSettings({ id: 'a', settings: { gain: 'high' }, settingFolders: {} }, { gain: numberSetting({}) }),
    ),

  ERR_SYNTALOS_EDL: () => thrownBy(() => EdlCollection.open(import.meta.dirname)),
  ERR_SYNTALOS_EDL_EXISTS: () =>
    thrownBy(async () => {
      const path = join(folder, 'twice');
      await EdlCollection.create(path);
      await EdlCollection.create(path);
    }),
  ERR_SYNTALOS_EDL_NO_ROOT: () => failureInFunction((link) => link.rootGroup),
  ERR_SYNTALOS_STORAGE: () =>
    thrownBy(() => EdlCollection.create(join(import.meta.filename, 'below a file'))),
  ERR_SYNTALOS_TSYNC: () => thrownBy(() => TsyncReader.open(import.meta.filename)),
  ERR_SYNTALOS_VIDEO: async () => {
    const recording = await EdlCollection.create(join(folder, 'recorded'));
    const dataset = await recording.createDataset('video');
    writeFileSync(dataset.setDataFile('video.mkv'), 'this is no video');
    await recording.save();
    return failureOf('replay', { settings: { recording: recording.path } });
  },

  ERR_SYNTALOS_DEVICE: () => failureOf('firmata-board', { settings: { port: '/dev/no-such-port' } }),
  ERR_SYNTALOS_MACHINE: () => thrownBy(() => connectBus({ servers: ['nats://127.0.0.1:1'], name: 'test' })),
  ERR_SYNTALOS_SYNC: () =>
    failureOf((link) => {
      link.onPrepare = async () => {
        await link.initClockSynchronizer({ id: 'daq' });
        await link.initClockSynchronizer({ id: 'daq' });
        return true;
      };
    }),
};

/** Codes that nothing outside of this package can bring about, with the reason. */
const UNPROVOKED: Readonly<Partial<Record<SyntalosErrorCode, string>>> = {
  ERR_SYNTALOS_INTERNAL: 'it says that the package is broken',
  ERR_SYNTALOS_THREAD_GONE: 'a report has it only if the end of the thread says nothing itself',
  ERR_SYNTALOS_IOX: 'it comes from the native addon, whose own tests provoke it',
};

const takesFrames: ModuleFunction = async (link) => {
  await link.registerInputPort('in', 'In', DataType.Frame);
};

/** What a call of a module's program throws, outside of any callback. */
async function failureInFunction(work: (link: Parameters<ModuleFunction>[0]) => unknown): Promise<Provoked> {
  let thrown: Provoked = { message: 'nothing was thrown' };
  await runModule(
    async (link) => {
      thrown = await thrownBy(() => work(link));
    },
    { until },
  );
  return thrown;
}

/** Codes of an error and of what led to it. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, cause } = error as Provoked;
  return [...(code === undefined ? [] : [code]), ...codesOf(cause)];
}

for (const [code, provoke] of Object.entries(PROVOCATIONS)) {
  test(`${code} is raised as documented`, async (t) => {
    const error = await provoke();
    t.ok(codesOf(error).includes(code), `${error.code ?? 'no code'}: ${error.message}`);
    t.notMatch(error.message, /\.$/, 'no full stop');
  });
}

test('every code is provoked here, or there is a reason why not', (t) => {
  const covered = [...Object.keys(PROVOCATIONS), ...Object.keys(UNPROVOKED)];
  t.strictSame([...covered].sort(), Object.keys(ERROR_CODES).sort());
  t.end();
});

test('docs/errors.md lists every code with its meaning', (t) => {
  const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(ERR_SYNTALOS_\w+)` +\| (.*?) +\| (.*?) +\|$/gm)];
  t.strictSame(Object.fromEntries(rows.map(([, code, meaning]) => [code, meaning])), { ...ERROR_CODES });
  for (const [, code, , remedy] of rows) t.ok((remedy ?? '').length > 10, `${code ?? ''} has a remedy`);
  t.end();
});
