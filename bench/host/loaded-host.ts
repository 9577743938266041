/**
 * A loaded module in the benches' own hands: `fixtures/loaded-module` fed by `fixtures/source-load`.
 *
 * @module
 */
import { parse, v7 } from 'uuid';
import { ActorThread } from '#src/actors/actor-thread';
import { startEmbeddedModule, workerThreadOf } from '#src/host/engine/embedded-module';
import type { RunningModule } from '#src/host/engine/running-module';
import { DEFAULT_PORT_LIMITS, outputChannel } from '#src/ipc/index';
import { prepareProgram } from '#src/script/prepare-program';
import { monotonicUsec } from '#src/timing/monotonic-usec';
import { fixture } from './support.ts';

/** Two modules of which the second is busy. */
export interface LoadedHost {
  /** The busy one. */
  readonly module: RunningModule;
  /** Of the source, by the ports. */
  readonly rings: ReadonlyMap<string, SharedArrayBuffer>;
  /** Takes both through prepare and start. */
  start(): Promise<void>;
  /** Stops the source, after the busy one has been stopped. */
  stopSource(): Promise<void>;
  close(): Promise<void>;
}

export async function openLoadedHost(): Promise<LoadedHost> {
  const supervisors = new ActorThread('supervisors');
  const rings = new Map<string, SharedArrayBuffer>();
  const open = async (id: string, name: string): Promise<RunningModule> => {
    const program = await prepareProgram(fixture(name));
    const running = await startEmbeddedModule({
      module: {
        id,
        name: id,
        use: name,
        program: { kind: 'file', path: '' },
        settings: {},
        settingFolders: {},
        placement: 'own-threads',
      },
      startThread: workerThreadOf(program.program, (_, line) => process.stderr.write(`${id}: ${line}\n`)),
      supervisors,
      limits: {},
    });
    await new Promise<void>((resolve) => {
      running.channel.onEvent((event) => {
        if (event.kind === 'stateChange' && event.state === 2) resolve();
        if (event.kind === 'error') process.stderr.write(`${id}: ${event.message}\n`);
      });
      running.channel.serve((request, reply, attachment) => {
        if (request.kind === 'outputPortChange' && attachment.ring !== undefined) {
          rings.set(request.id, attachment.ring);
        }
        reply({ kind: 'done', success: true });
        return Promise.resolve();
      });
    });
    return running;
  };
  const source = await open('source', 'source-load');
  const module = await open('loaded', 'loaded-module');
  const prepare = {
    kind: 'prepareRun',
    subjectId: '',
    subjectGroup: '',
    runUuid: parse(v7()),
    edlRootPath: '/nowhere',
    moduleName: 'loaded',
  } as const;
  return {
    module,
    rings,
    start: async () => {
      for (const { channel } of [source, module]) await channel.request(prepare);
      for (const [portId, ring] of rings) {
        await module.channel.request(
          {
            kind: 'connectInput',
            portId,
            instanceId: 'source',
            channelId: outputChannel(portId),
            limits: DEFAULT_PORT_LIMITS,
            sourceType: 0,
          },
          { attachment: { ring } },
        );
      }
      const startTimestampUsec = Math.trunc(monotonicUsec());
      for (const { channel } of [source, module])
        await channel.request({ kind: 'start', startTimestampUsec });
    },
    stopSource: async () => {
      await source.channel.request({ kind: 'stop' });
    },
    close: async () => {
      await Promise.all([source.terminate(), module.terminate()]);
      await supervisors.close();
    },
  };
}
