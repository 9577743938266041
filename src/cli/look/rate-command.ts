/**
 * The commands `hz` and `bw`: how much passes a port, second by second.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { formatBytes, formatCount, formatRate } from '../../host/report/index.ts';
import type { ViewConnection } from '../../view/index.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliWorld } from '../world.ts';
import { lookAtRun } from './look.ts';
import { chooseStream } from './port-choice.ts';

/** Options of `hz` and `bw`. */
export interface RateCommandOptions {
  /** `module:port`, an output or an input. */
  readonly port: string;
  /** Of the run's page. */
  readonly viewPort?: number;
  /** Ends after so many lines. */
  readonly count?: number;
}

/** What is counted. */
export type RateUnit = 'items' | 'bytes';

/** Time of a line, in ms. */
const WINDOW_MSEC = 1_000;

/** A moment of a connection. */
interface Moment {
  readonly msec: number;
  readonly items: number;
  readonly bytes: number;
}

/**
 * `syntalos-mlink hz`, `bw`: a line per second, until the run ends. Of an output with several consumers, the one that
 * has taken most counts.
 *
 * @throws ERR_SYNTALOS_PORT - when the run has no such port, or nothing takes its items
 */
export function rateCommand(
  unit: RateUnit,
  { port, viewPort, count = Infinity }: RateCommandOptions,
  world: CliWorld,
): Promise<ExitCode> {
  let connections: readonly ViewConnection[] | undefined;
  const meter = new RateMeter(unit);
  let left = count;
  return lookAtRun(world, viewPort, {
    take(news) {
      if (news.kind === 'run') {
        connections = undefined;
        meter.begin();
      } else if (news.kind === 'graph') {
        connections = chooseStream(news, port)?.connections;
        if (connections?.length === 0) throw untaken(port);
      } else if (news.kind === 'figures' && connections !== undefined) {
        const wanted = new Set(connections.map(({ to }) => to));
        const [busiest] = news.connections
          .filter(({ to }) => wanted.has(to))
          .sort((a, b) => b.items - a.items);
        if (busiest === undefined || news.phase === 'loading' || news.phase === 'preparing') return false;
        const { items, bytes } = busiest;
        const line = meter.lineAt({ msec: news.elapsedMsec, items, bytes });
        if (line === undefined) return false;
        world.stdout.write(`${line}\n`);
        return --left <= 0;
      }
      return false;
    },
  });
}

function untaken(port: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot say what passes "${port}": nothing is connected to it, so nothing is counted; connect a module, such as a monitor`,
    { details: { port } },
  );
}

/** Rates of a stream, over the last second and since the first look. */
class RateMeter {
  readonly #unit: RateUnit;
  #first: Moment | undefined;
  #last: Moment | undefined;
  #least = Infinity;
  #most = 0;

  constructor(unit: RateUnit) {
    this.#unit = unit;
  }

  /** Another run begins. */
  begin(): void {
    this.#first = this.#last = undefined;
    this.#least = Infinity;
    this.#most = 0;
  }

  /** @returns what to say, once a second */
  lineAt(now: Moment): string | undefined {
    this.#first ??= now;
    this.#last ??= now;
    if (now.msec - this.#last.msec < WINDOW_MSEC) return undefined;
    const rate = this.#rate(this.#last, now);
    this.#least = Math.min(this.#least, rate);
    this.#most = Math.max(this.#most, rate);
    const mean = this.#rate(this.#first, now);
    const seconds = (now.msec - this.#first.msec) / 1000;
    const itemsInWindow = now.items - this.#last.items;
    const each =
      this.#unit === 'bytes' && itemsInWindow > 0
        ? `, ${formatBytes(Math.round((now.bytes - this.#last.bytes) / itemsInWindow))} each`
        : '';
    this.#last = now;
    return (
      `${this.#text(rate)}  (mean ${this.#text(mean)} over ${seconds.toFixed(0)} s, least ${this.#text(this.#least)}, ` +
      `most ${this.#text(this.#most)}; ${formatCount(now.items, 'item')} so far${each})`
    );
  }

  #rate(from: Moment, to: Moment): number {
    const amount = this.#unit === 'items' ? to.items - from.items : to.bytes - from.bytes;
    return (amount * 1000) / (to.msec - from.msec);
  }

  #text(rate: number): string {
    return this.#unit === 'items' ? formatRate(rate) : `${formatBytes(Math.round(rate))}/s`;
  }
}
