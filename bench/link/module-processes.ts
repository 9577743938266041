/**
 * Module processes in a bench's own hands: without the engine between them and the clock.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, v7 } from 'uuid';
import { startChildProcess } from '#src/host/engine/child-process';
import { ENGINE_LIMITS } from '#src/host/engine/limits';
import type { RunningModule } from '#src/host/engine/running-module';
import { ModuleState, outputChannel, PortAction, type PortLimits } from '#src/ipc/index';
import { monotonicUsec } from '#src/timing/monotonic-usec';
import { processModule, projectFolder } from '../../support/process-modules.ts';

/** One sender, one receiver, as the engine presets it. */
const LIMITS: PortLimits = { maxSenders: 1, maxReceivers: 2, maxNodes: 3 };
const IDLE_LIMIT_MSEC = 10_000;

/** A process that has become idle. */
export interface OpenProcess {
  readonly id: string;
  readonly running: RunningModule;
  /** From the start of its process to its first idle state, in ms. */
  readonly startMsec: number;
}

/** Makes module processes in a folder of their own, and takes them through a run. */
export class ModuleProcesses {
  readonly #cleanUps: (() => void)[] = [];
  readonly #folder: string = projectFolder({ teardown: (fn) => this.#cleanUps.push(fn) });
  readonly #open: OpenProcess[] = [];
  #made = 0;

  /** Starts a process and waits until it is idle. */
  async open(id: string, command: readonly string[]): Promise<OpenProcess> {
    const name = `${id}-${this.#made++}`;
    // The master's own ports, which take some 50 ms, come before the process.
    processModule(this.#folder, name, command, ['date +%s%N > "$0.started"']);
    const instanceId = `${name}_1`;
    const running = await startChildProcess({
      module: {
        id: name,
        name: id,
        use: id,
        program: { kind: 'file', path: '' },
        settings: {},
        settingFolders: {},
        placement: 'own-threads',
      },
      binary: join(this.#folder, name, 'launcher'),
      instanceId,
      limits: ENGINE_LIMITS,
      onLine: (stream, line) => {
        if (stream === 'stderr') process.stderr.write(`${id}: ${line}\n`);
      },
    });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`"${id}" was not idle within ${IDLE_LIMIT_MSEC} ms`)),
        IDLE_LIMIT_MSEC,
      );
      running.channel.onEvent((event) => {
        if (event.kind === 'error') process.stderr.write(`${id}: ${event.message}\n`);
        if (event.kind !== 'stateChange' || event.state !== ModuleState.Idle) return;
        clearTimeout(timer);
        resolve();
      });
      running.channel.serve((_, reply) => {
        reply({ kind: 'done', success: true });
        return Promise.resolve();
      });
    });
    const idleMsec = performance.timeOrigin + performance.now();
    const startedNsec = readFileSync(join(this.#folder, name, 'launcher.started'), 'utf8');
    const opened = { id: instanceId, running, startMsec: idleMsec - Number(startedNsec) / 1e6 };
    this.#open.push(opened);
    return opened;
  }

  /** Takes a pair through presets, prepare, connect and start: `out` of the first feeds `in` of the second. */
  async start(source: OpenProcess, sink: OpenProcess, dataType: number): Promise<void> {
    const change = { action: PortAction.Change, id: '', title: '', dataType, metadata: new Uint8Array(8) };
    const output = { ...change, id: 'out', limits: LIMITS };
    await source.running.channel.request({ kind: 'setPortsPreset', inputs: [], outputs: [output] });
    for (const { running } of [source, sink]) {
      await running.channel.request({
        kind: 'prepareRun',
        subjectId: '',
        subjectGroup: '',
        runUuid: parse(v7()),
        edlRootPath: this.#folder,
        moduleName: 'bench',
      });
    }
    await sink.running.channel.request({
      kind: 'connectInput',
      portId: 'in',
      instanceId: source.id,
      channelId: outputChannel('out'),
      limits: LIMITS,
      sourceType: 0,
    });
    for (const { running } of [source, sink]) {
      const startTimestampUsec = Math.trunc(monotonicUsec());
      await running.channel.request({ kind: 'start', startTimestampUsec });
    }
  }

  /** Ends one process in order. */
  async leave({ running }: OpenProcess): Promise<void> {
    await running.channel.request({ kind: 'shutdown' });
    await running.close(true);
  }

  /** Ends what is left. */
  async close(): Promise<void> {
    await Promise.all(this.#open.map(({ running }) => running.terminate()));
    for (const cleanUp of this.#cleanUps) cleanUp();
  }
}
