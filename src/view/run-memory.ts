/**
 * What the server knows of the run, for pages that come later.
 *
 * @module
 */
import { CpuShares } from './cpu-shares.ts';
import type { PreviewSource } from './previews/index.ts';
import type { ServerMessage, ViewEnd, ViewFigures, ViewGraph, ViewLogLine } from './protocol.ts';
import type { RunNews, ViewCpuUser, ViewRing } from './thread-messages.ts';

/** Lines of the log that a page gets that comes later. */
const MAX_LINES = 500;

/** The newest of each kind. */
export class RunMemory {
  readonly #cpuShares = new CpuShares();
  #runs = 0;
  #run: ServerMessage | undefined;
  #graph: ServerMessage | undefined;
  #figures: ServerMessage | undefined;
  #end: ServerMessage | undefined;
  #lines: ViewLogLine[] = [];
  #leftOut = 0;
  #rings: ReadonlyMap<string, ViewRing> = new Map();
  /** When the run began, on this thread's clock. */
  #startMsec: number | undefined;

  /** Another run begins: nothing of the last one is left. */
  begin({ project, recording }: Extract<RunNews, { kind: 'run' }>): ServerMessage {
    this.#graph = this.#figures = this.#end = this.#startMsec = undefined;
    this.#lines = [];
    this.#leftOut = 0;
    this.#rings = new Map();
    this.#cpuShares.clear();
    this.#run = {
      kind: 'run',
      run: ++this.#runs,
      project,
      ...(recording === undefined ? {} : { recording }),
    };
    return this.#run;
  }

  setGraph(graph: ViewGraph, rings: readonly ViewRing[]): ServerMessage {
    this.#rings = new Map(rings.map((ring) => [`${ring.module}:${ring.port}`, ring]));
    return (this.#graph = { kind: 'graph', ...graph });
  }

  setFigures(figures: ViewFigures, cpuUsers: readonly ViewCpuUser[]): ServerMessage {
    const nowMsec = performance.now();
    this.#startMsec = nowMsec - figures.elapsedMsec;
    const users = new Map(cpuUsers.map((user) => [user.id, user]));
    const modules = figures.modules.map((module) => {
      const user = users.get(module.id);
      const cpuShare = user && this.#cpuShares.shareOf(module.id, user, nowMsec);
      return cpuShare === undefined ? module : { ...module, cpuShare };
    });
    return (this.#figures = { kind: 'figures', ...figures, modules });
  }

  addLines(lines: readonly ViewLogLine[]): void {
    this.#lines.push(...lines);
    const tooMany = Math.max(0, this.#lines.length - MAX_LINES);
    this.#lines.splice(0, tooMany);
    this.#leftOut += tooMany;
  }

  setEnd(end: ViewEnd): ServerMessage {
    return (this.#end = { kind: 'ended', ...end });
  }

  /** All that a page needs to show the run. */
  all(): readonly ServerMessage[] {
    const log: ServerMessage | undefined =
      this.#lines.length === 0 ? undefined : { kind: 'log', lines: this.#lines, leftOut: this.#leftOut };
    return [this.#run, this.#graph, this.#figures, log, this.#end].filter((message) => message !== undefined);
  }

  sourceOf(output: string): PreviewSource | undefined {
    const ring = this.#rings.get(output);
    if (ring === undefined) return undefined;
    const nowSec = (): number =>
      this.#startMsec === undefined ? 0 : (performance.now() - this.#startMsec) / 1000;
    return { output, dataType: ring.dataType, ring: ring.ring, nowSec };
  }
}
