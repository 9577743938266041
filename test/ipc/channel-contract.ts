/**
 * What every control channel keeps to: one suite that each implementation runs, with a reason for each part that
 * it leaves out.
 *
 * @module
 */
import { test, type Test } from 'tap';
import {
  ModuleState,
  NO_METADATA,
  PortPolicy,
  type MasterChannel,
  type MasterRequest,
  type MasterResponse,
  type ModuleChannel,
  type ModuleEvent,
  type ModuleRequest,
  type ModuleResponse,
} from '#src/ipc/index';
import type { Message } from '#src/ipc/envelope/envelope';
import { until } from '../support/until.ts';
import { MESSAGES, normal } from './every-message.ts';

/** Both ends of a channel, as one implementation has them. */
export interface ChannelEnds {
  readonly master: MasterChannel;
  readonly module: ModuleChannel;
  /** The module closes its end, and its thread or process is gone. */
  moduleLeaves(): Promise<void>;
  /** The same of the master. */
  masterLeaves(): Promise<void>;
  close(): Promise<void>;
}

/** Parts that an implementation may leave out. */
export type OptionalPart =
  | 'attachments'
  | 'causes of errors'
  | 'order across kinds'
  | 'policy of inputs'
  | 'reason in the answer'
  | 'warnings and figures';

/** An implementation. */
export interface ChannelCase {
  readonly name: string;
  readonly open: () => ChannelEnds;
  /** Reasons, by what does not apply. */
  readonly skips: Partial<Record<OptionalPart, string>>;
}

const MODULE_REQUESTS: ReadonlySet<string> = new Set<ModuleRequest['kind']>([
  'inputPortChange',
  'outputPortChange',
  'edlReserve',
]);
const EVENTS: ReadonlySet<string> = new Set<ModuleEvent['kind']>([
  'error',
  'stateChange',
  'statusMessage',
  'syncDetails',
  'syncOffset',
  'warning',
  'figure',
]);
const ANSWERS: ReadonlySet<string> = new Set([
  'done',
  'apiVersionInfo',
  'edlReservation',
  'settingsData',
  'failure',
]);
const DONE = { kind: 'done', success: true } as const;
const RESERVE = { kind: 'edlReserve', unit: 'dataset', parentRelPath: 'videos', name: 'ä€' } as const;
const RESERVED = {
  kind: 'edlReservation',
  success: true,
  errorMessage: '',
  absolutePath: '/rec/ä€',
} as const;

/** The answer of a module that grants everything. */
function moduleAnswer({ kind }: MasterRequest): ModuleResponse {
  if (kind === 'apiVersion') return { kind: 'apiVersionInfo', apiVersion: 'sy-1' };
  if (kind === 'saveSettings') return { kind: 'settingsData', success: true, data: everyByte(5) };
  return DONE;
}

/** The same of a master. */
function masterAnswer({ kind }: ModuleRequest): MasterResponse {
  return kind === 'edlReserve' ? RESERVED : DONE;
}

/** Runs the suite. */
export function testChannel({ name, open, skips }: ChannelCase): void {
  const openEnds = (t: Test): ChannelEnds => {
    const ends = open();
    t.teardown(() => ends.close());
    return ends;
  };

  test(`${name}: a request of every kind arrives as it was sent, and gets the answer of its kind`, async (t) => {
    const { master, module } = openEnds(t);
    const seen: (MasterRequest | ModuleRequest)[] = [];
    module.serve((request, reply) => {
      seen.push(request);
      reply(moduleAnswer(request));
      return Promise.resolve();
    });
    master.serve((request, reply) => {
      seen.push(request);
      reply(masterAnswer(request));
      return Promise.resolve();
    });
    const requests = MESSAGES.filter(({ kind }) => !EVENTS.has(kind) && !ANSWERS.has(kind)).map(
      withPlainPorts,
    );
    t.equal(requests.length, 20, 'all kinds, and a reservation of each unit');
    for (const [index, request] of requests.entries()) {
      if (MODULE_REQUESTS.has(request.kind)) {
        const asked = request as ModuleRequest;
        t.same(await module.request(asked), masterAnswer(asked), request.kind);
      } else {
        const asked = request as MasterRequest;
        t.same(normal(await master.request(asked)), normal(moduleAnswer(asked)), request.kind);
      }
      const arrived = seen[index];
      t.same(arrived && normal(arrived), normal(request), request.kind);
    }
  });

  test(`${name}: large settings and long texts survive, byte for byte`, async (t) => {
    const { master, module } = openEnds(t);
    const script = 'const name = "ä€😀";\n'.repeat(10_000);
    const settings = everyByte(300_000);
    module.serve((request, reply) => {
      if (request.kind === 'loadScript') t.ok(request.script === script, 'the text is whole');
      if (request.kind === 'loadSettings') t.ok(isSame(request.data, settings), 'the bytes are whole');
      reply(request.kind === 'saveSettings' ? { kind: 'settingsData', success: true, data: settings } : DONE);
      return Promise.resolve();
    });
    await master.request({ kind: 'loadScript', workingDir: '', venvDir: '', script, resetPorts: false });
    await master.request({ kind: 'loadSettings', baseDir: '/p', data: settings });
    const { data } = await master.request({ kind: 'saveSettings', baseDir: '/p' });
    t.ok(isSame(data, settings), 'and those that come back');
  });

  test(`${name}: requests of one kind are served in the order in which they were made`, async (t) => {
    const { master, module } = openEnds(t);
    const seen: string[] = [];
    module.serve((request, reply) => {
      if (request.kind === 'updateInputMetadata') seen.push(request.portId);
      reply(DONE);
      return Promise.resolve();
    });
    const ids = Array.from({ length: 10 }, (_, index) => `port-${index}`);
    const answered: string[] = [];
    await Promise.all(
      ids.map(async (portId) => {
        await master.request({ kind: 'updateInputMetadata', portId, metadata: NO_METADATA });
        answered.push(portId);
      }),
    );
    t.same(seen, ids);
    t.same(answered, ids);
  });

  optional('order across kinds', 'requests and events arrive in the order of their sending', async (t) => {
    const { master, module } = openEnds(t);
    const seen: string[] = [];
    module.serve((request, reply) => {
      seen.push(request.kind);
      reply(DONE);
      return Promise.resolve();
    });
    master.onEvent(({ kind }) => seen.push(kind));
    const kinds = ['stop', 'showSettings', 'showDisplay'] as const;
    await Promise.all(kinds.map((kind) => master.request({ kind })));
    module.publish({ kind: 'statusMessage', text: 'up' });
    module.publish({ kind: 'stateChange', state: ModuleState.Idle });
    module.publish({ kind: 'statusMessage', text: 'on' });
    await until(() => seen.length === 6);
    t.same(seen, [...kinds, 'statusMessage', 'stateChange', 'statusMessage']);
  });

  test(`${name}: a request that takes its time holds up neither others nor those of the other end`, async (t) => {
    const { master, module } = openEnds(t);
    let finish = (): void => undefined;
    module.serve((request, reply) => {
      if (request.kind === 'prepareRun') finish = () => reply(DONE);
      else reply(moduleAnswer(request));
      return Promise.resolve();
    });
    master.serve((request, reply) => {
      reply(masterAnswer(request));
      return Promise.resolve();
    });
    const prepare = MESSAGES.find(({ kind }) => kind === 'prepareRun') as MasterRequest;
    let isPrepared = false;
    const preparing = master.request(prepare).then(() => (isPrepared = true));
    t.same(await master.request({ kind: 'apiVersion' }), { kind: 'apiVersionInfo', apiVersion: 'sy-1' });
    t.same(await module.request(RESERVE), RESERVED);
    t.notOk(isPrepared);
    finish();
    t.ok(await preparing);
  });

  test(`${name}: an answer may come before the work is done, and only the first counts`, async (t) => {
    const { master, module } = openEnds(t);
    module.serve((_request, reply) => {
      reply(DONE);
      reply({ kind: 'done', success: false });
      return Promise.reject(new Error('it failed after its answer'));
    });
    for (let count = 0; count < 3; count++) t.same(await master.request({ kind: 'stop' }), DONE);
  });

  test(`${name}: requests from before the other end serves wait for it`, async (t) => {
    const { master, module } = openEnds(t);
    const early = [master.request({ kind: 'apiVersion' }), module.request(RESERVE)] as const;
    await pause(30); // they have arrived
    module.serve((request, reply) => {
      reply(moduleAnswer(request));
      return Promise.resolve();
    });
    master.serve((request, reply) => {
      reply(masterAnswer(request));
      return Promise.resolve();
    });
    t.same(await Promise.all(early), [{ kind: 'apiVersionInfo', apiVersion: 'sy-1' }, RESERVED]);
  });

  test(`${name}: events arrive whole, and those of a kind in order`, async (t) => {
    const { master, module } = openEnds(t);
    const sent: readonly ModuleEvent[] = [
      { kind: 'error', title: 'Camera', message: 'no signal', code: '', stack: '', causes: [] },
      { kind: 'syncDetails', id: 'cam', strategies: 11, toleranceUsec: 8333 },
      { kind: 'syncOffset', id: 'cam', offsetUsec: -5_000_000_000 },
      ...[2, 3, 5, 6, 7].map((state) => ({ kind: 'stateChange', state }) as ModuleEvent),
      ...['12 frames', '', 'ä€😀'].map((text) => ({ kind: 'statusMessage', text }) as const),
    ];
    const seen: ModuleEvent[] = [];
    master.onEvent((event) => seen.push(event));
    for (const event of sent) module.publish(event);
    await until(() => seen.length === sent.length);
    const kinds = new Set(sent.map(({ kind }) => kind));
    const byKind = (events: readonly ModuleEvent[]) =>
      [...kinds].map((kind) => events.filter((event) => event.kind === kind));
    t.same(byKind(seen), byKind(sent));
  });

  test(`${name}: an event arrives before the answer that follows it`, async (t) => {
    const { master, module } = openEnds(t);
    const seen: string[] = [];
    master.onEvent((event) => seen.push(event.kind === 'statusMessage' ? event.text : event.kind));
    module.serve((request, reply) => {
      module.publish({ kind: 'statusMessage', text: `before ${request.kind}` });
      reply(DONE);
      return Promise.resolve();
    });
    for (const kind of ['stop', 'shutdown', 'stop'] as const) {
      await master.request({ kind });
      seen.push(kind);
    }
    t.same(seen, ['before stop', 'stop', 'before shutdown', 'shutdown', 'before stop', 'stop']);
  });

  test(`${name}: events from before the master listens wait for it`, async (t) => {
    const { master, module } = openEnds(t);
    module.serve((request, reply) => {
      reply(moduleAnswer(request));
      return Promise.resolve();
    });
    module.publish({ kind: 'stateChange', state: ModuleState.Idle });
    module.publish({ kind: 'statusMessage', text: 'up' });
    await master.request({ kind: 'apiVersion' }); // what was sent before it has arrived by now
    const seen: string[] = [];
    master.onEvent(({ kind }) => seen.push(kind));
    t.same(seen, ['stateChange', 'statusMessage']);
  });

  test(`${name}: a request without an answer in time fails by its name and limit, and its answer does no harm later`, async (t) => {
    const { master, module } = openEnds(t);
    const late: (() => void)[] = [];
    let isLate = true;
    module.serve((_request, reply) => {
      if (isLate) late.push(() => reply({ kind: 'done', success: false }));
      else reply(DONE);
      return Promise.resolve();
    });
    await t.rejects(master.request({ kind: 'stop' }, { limitMsec: 20 }), {
      code: 'ERR_SYNTALOS_TIMEOUT',
      message: 'Request "stop" got no answer within 20 ms',
      details: { request: 'stop', limitMsec: 20 },
    });
    await until(() => late.length > 0);
    for (const answer of late) answer();
    isLate = false;
    t.same(await master.request({ kind: 'stop' }), DONE, 'the next one has its own answer');
  });

  test(`${name}: a handler that fails gives the asker a failure, and the master the reason before it`, async (t) => {
    const { master, module } = openEnds(t);
    const reasons: string[] = [];
    master.onEvent((event) => {
      if (event.kind === 'error' || event.kind === 'warning') reasons.push(event.message);
    });
    module.serve((request) => {
      if (request.kind === 'stop') throw new TypeError('no such thing');
      return Promise.reject(new TypeError('no such thing'));
    });
    master.serve(() => Promise.reject(new RangeError('the disk is full')));
    for (const kind of ['stop', 'showDisplay'] as const) {
      reasons.length = 0;
      t.equal(await failureOf(master.request({ kind }), reasons), `Request "${kind}" failed: no such thing`);
    }
    t.match(await failureOf(module.request(RESERVE), reasons), /the disk is full$/);
  });

  optional('reason in the answer', 'a failure of any request brings its reason along', async (t) => {
    const { master, module } = openEnds(t);
    module.serve(() => Promise.reject(new TypeError('no such thing')));
    await t.rejects(master.request({ kind: 'start', startTimestampUsec: 1 }), {
      code: 'ERR_SYNTALOS_CHANNEL',
      message: 'Request "start" failed: no such thing',
    });
  });

  optional('policy of inputs', 'how an input treats what its module is too slow for arrives', async (t) => {
    const { master, module } = openEnds(t);
    const policies: unknown[] = [];
    master.serve((request, reply) => {
      if (request.kind === 'inputPortChange') policies.push(request.policy);
      reply(DONE);
      return Promise.resolve();
    });
    const request = MESSAGES.find(({ kind }) => kind === 'inputPortChange') as ModuleRequest;
    await module.request(request);
    t.same(policies, [PortPolicy.Latest]);
  });

  optional('attachments', 'the ring beside a request is the one that was sent', async (t) => {
    const { master, module } = openEnds(t);
    const ring = new SharedArrayBuffer(16);
    master.serve((_request, reply, attachment) => {
      new Uint8Array(attachment.ring ?? new SharedArrayBuffer(16))[3] = 42;
      reply(DONE);
      return Promise.resolve();
    });
    const request = MESSAGES.find(({ kind }) => kind === 'outputPortChange') as ModuleRequest;
    t.same(await module.request(request, { attachment: { ring } }), DONE);
    t.equal(new Uint8Array(ring)[3], 42);
  });

  optional('causes of errors', 'an error arrives with its code, its stack and what led to it', async (t) => {
    const { master, module } = openEnds(t);
    const error = MESSAGES.find(({ kind }) => kind === 'error') as ModuleEvent;
    const seen: ModuleEvent[] = [];
    master.onEvent((event) => seen.push(event));
    module.publish(error);
    await until(() => seen.length === 1);
    t.same(seen, [error]);
  });

  optional('warnings and figures', 'warnings and figures are events', async (t) => {
    const { master, module } = openEnds(t);
    const sent: readonly ModuleEvent[] = [
      { kind: 'warning', message: 'slow' },
      { kind: 'figure', name: 'error', value: '0.4', unit: 'px' },
    ];
    const seen: ModuleEvent[] = [];
    master.onEvent((event) => seen.push(event));
    for (const event of sent) module.publish(event);
    await until(() => seen.length === 2);
    t.same(seen, sent);
  });

  test(`${name}: a channel that was closed rejects what waits and what comes; to close it again does no harm`, async (t) => {
    for (const end of ['master', 'module'] as const) {
      const { master, module } = openEnds(t);
      const ask = (): Promise<unknown> =>
        end === 'master' ? master.request({ kind: 'stop' }) : module.request(RESERVE);
      const closing = end === 'master' ? master : module;
      const rejected = t.rejects(Promise.all([ask()]), { code: 'ERR_SYNTALOS_CHANNEL' });
      const alsoRejected = t.rejects(ask(), { code: 'ERR_SYNTALOS_CHANNEL' });
      await closing.close();
      await closing.closed;
      await rejected;
      await alsoRejected;
      await t.rejects(ask(), { code: 'ERR_SYNTALOS_CHANNEL' });
      await closing.close();
      module.publish({ kind: 'statusMessage', text: 'too late' });
    }
  });

  test(`${name}: when one end is gone, what the other waits for and what it asks later fails`, async (t) => {
    for (const end of ['master', 'module'] as const) {
      const { master, module, ...ends } = openEnds(t);
      const ask = (): Promise<unknown> =>
        end === 'master' ? master.request({ kind: 'stop' }) : module.request(RESERVE);
      const rejected = t.rejects(ask(), { code: 'ERR_SYNTALOS_CHANNEL' });
      await (end === 'master' ? ends.moduleLeaves() : ends.masterLeaves());
      await rejected;
      await (end === 'master' ? master : module).closed;
      await t.rejects(ask(), { code: 'ERR_SYNTALOS_CHANNEL' });
    }
  });

  test(`${name}: the last words of a module that is gone are heard`, async (t) => {
    const { master, module, ...ends } = openEnds(t);
    const seen: string[] = [];
    master.onEvent((event) => seen.push(event.kind === 'statusMessage' ? event.text : event.kind));
    module.publish({ kind: 'statusMessage', text: 'hello' });
    await until(() => seen.length === 1);
    module.publish({ kind: 'statusMessage', text: 'good-bye' });
    await ends.moduleLeaves();
    await master.closed;
    t.same(seen, ['hello', 'good-bye']);
  });

  function optional(part: OptionalPart, what: string, body: (t: Test) => Promise<void>): void {
    const reason = skips[part];
    void test(`${name}: ${what}`, reason === undefined ? {} : { skip: reason }, body);
  }
}

/** The message with the policy that every channel carries. */
function withPlainPorts(message: Message): Message {
  const policy = PortPolicy.Block;
  if (message.kind === 'inputPortChange') return { ...message, policy };
  if (message.kind !== 'setPortsPreset') return message;
  return { ...message, inputs: message.inputs.map((input) => ({ ...input, policy })) };
}

/** Why a request failed: of its error, of its answer if that has room, or else of what was said before it. */
async function failureOf(
  asked: Promise<MasterResponse | ModuleResponse>,
  reasons: readonly string[],
): Promise<string | undefined> {
  try {
    const answer = await asked;
    if ('success' in answer && answer.success) return undefined;
    return answer.kind === 'edlReservation' ? answer.errorMessage : reasons.at(-1);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Bytes with every value among them. */
function everyByte(byteLength: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, at) => (at * 7 + (at >> 8)) & 0xff);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, at) => byte === other[at]);
}

function pause(msec: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, msec);
  });
}
