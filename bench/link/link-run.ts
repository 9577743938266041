/**
 * Runs of our modules as processes: a source, perhaps something that passes items on, and a sink.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { createProject, runProject } from 'syntalos-mlink/host';
import { figure, processModule, projectFolder } from '../../support/process-modules.ts';

/** What a stream from module process to module process is made of. */
export interface LinkStream {
  /** `line`, `row`, or `frame`, `filled` or `lent` with `<w>x<h>x<channels>`. */
  readonly kind: string;
  readonly msec: number;
  /** Items per second; as fast as they go where left out. */
  readonly perSecond?: number;
  /** Passes items on in a module process between the two. */
  readonly isForwarded?: boolean;
  /** Lines are sent by `submitAsync`. */
  readonly isAsync?: boolean;
  /** How the sink's port waits; `event` where left out. */
  readonly waiting?: 'event' | 'spin';
  /** The sink computes so long at each so many-th item. */
  readonly busy?: { readonly msec: number; readonly every: number };
}

/** What the sink saw: every item, in order, or the run fails. */
export interface LinkResult {
  readonly perSecond: number;
  /** Longest time from when an item was due to when it arrived, in s. */
  readonly maxAgeSec: number;
  /** Items that were sent and had not arrived at the stop. */
  readonly left: number;
  /** From submit to onData, in µs: of LineReadings at a given rate. */
  readonly latencies: readonly number[];
  /** What each process took of a core between its start and stop. */
  readonly corePercent: { readonly source: number; readonly sink: number };
  /** How long one submit of a source with a rate took at most, in ms. */
  readonly longestSubmitMsec: number;
}

/** A fixture of the link benches, compiled. */
export function linkFixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url));
}

/** Runs a stream, each module in a process of its own. */
export async function linkStream(stream: LinkStream): Promise<LinkResult> {
  const { kind, msec, perSecond = 0, isForwarded = false, isAsync = false, waiting = 'event', busy } = stream;
  const cleanUps: (() => void)[] = [];
  const folder = projectFolder({ teardown: (fn) => cleanUps.push(fn) });
  try {
    const use = (id: string, fixture: string, ...args: string[]): { id: string; use: string } => ({
      id,
      use: processModule(folder, id, [
        process.execPath,
        ...process.execArgv,
        linkFixture(fixture),
        kind,
        ...args,
      ]),
    });
    const busyArgs = busy === undefined ? [] : [String(busy.msec), String(busy.every)];
    const project = createProject(
      {
        modules: [
          use('source', 'source', String(perSecond), isAsync ? 'async' : 'sync'),
          ...(isForwarded ? [use('worker', 'forward')] : []),
          use('sink', 'sink', perSecond > 0 && kind === 'line' ? 'latencies' : 'rate', waiting, ...busyArgs),
        ],
        connections: isForwarded
          ? [
              { from: 'source:out', to: 'worker:in' },
              { from: 'worker:out', to: 'sink:in' },
            ]
          : [{ from: 'source:out', to: 'sink:in' }],
      },
      folder,
    );
    const report = await runProject(project, { outFolder: folder, durationMsec: msec });
    // Items left at the stop are a result; a module's error is none.
    const errors = report.modules.flatMap((module) => module.errors);
    if (errors.length > 0)
      throw new Error(`the run failed: ${errors.map(({ error }) => error.message).join('; ')}`);
    const number = (module: string, name: string): number => Number(figure(report, module, name));
    const [sent, received] = [number('source', 'sent'), number('sink', 'received')];
    if (!(sent > 0) || !(received > 0)) {
      throw new Error(`${sent} items were sent and ${received} received: ${report.reasons.join('; ')}`);
    }
    return {
      perSecond: number('sink', 'perSecond'),
      maxAgeSec: number('sink', 'maxAgeSec'),
      left: sent - received,
      latencies: numbers(figure(report, 'sink', 'latencies')),
      corePercent: { source: number('source', 'corePercent'), sink: number('sink', 'corePercent') },
      longestSubmitMsec: number('source', 'longestSubmitMsec'),
    };
  } finally {
    for (const cleanUp of cleanUps) cleanUp();
  }
}

/** A list that a module gave as a figure. */
function numbers(text: unknown): readonly number[] {
  return typeof text === 'string' ? (JSON.parse(text) as number[]) : [];
}
