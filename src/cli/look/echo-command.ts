/**
 * The command `echo`: what passes a port, item by item.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import type { EventData, Picture, RowData, SignalData, StreamData } from '../../view/index.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliWorld } from '../world.ts';
import { lookAtRun } from './look.ts';
import { chooseStream } from './port-choice.ts';

/** Options of `echo`. */
export interface EchoCommandOptions {
  /** `module:port`, an output or an input. */
  readonly port: string;
  /** Of the run's page. */
  readonly viewPort?: number;
  /** Ends after so many lines. */
  readonly count?: number;
  /** Lines of JSON for programs. */
  readonly json: boolean;
}

/** Frames are not shown, only said: a small picture is enough to know its range. */
const PICTURE_WIDTH = 16;

/**
 * `syntalos-mlink echo`: a line for each item, or for some samples of a signal. What passes faster than it can be shown
 * is left out and counted: looking never holds a stream back.
 *
 * @throws ERR_SYNTALOS_PORT - when the run has no such port, or its items cannot be seen from here
 */
export function echoCommand(
  { port, viewPort, count = Infinity, json }: EchoCommandOptions,
  world: CliWorld,
): Promise<ExitCode> {
  let output: string | undefined;
  let left = count;
  let skipped = 0;
  return lookAtRun(world, viewPort, {
    take(news, view) {
      if (news.kind === 'graph' && output === undefined) {
        const stream = chooseStream(news, port)?.output;
        if (stream === undefined) return false;
        if (!stream.isVisible) throw unseen(port);
        output = stream.id;
        const header = stream.metadata['table_header'];
        if (Array.isArray(header)) world.stderr.write(`${header.join('\t')}\n`);
        view.say({ kind: 'open', output, width: PICTURE_WIDTH, stepMsec: 0 });
      }
      if ((news.kind !== 'picture' && news.kind !== 'data') || news.output !== output) return false;
      if (news.skipped > skipped) world.stderr.write(`… ${news.skipped - skipped} items not shown\n`);
      skipped = news.skipped;
      const lines = news.kind === 'picture' ? [pictureLine(news, json)] : dataLines(news.data, json);
      const shown = lines.slice(0, left);
      left -= shown.length;
      world.stdout.write(shown.map((line) => `${line}\n`).join(''));
      return left <= 0;
    },
  });
}

function unseen(port: string): SyntalosError {
  return new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot see what passes "${port}": it goes from one process to another, beside the host; connect a module of the host to it, such as a monitor`,
    { details: { port } },
  );
}

function pictureLine(picture: Picture, json: boolean): string {
  const { index, timeUsec, sourceWidth, sourceHeight, sourceChannels, depth, range } = picture;
  if (json) {
    const shape = { width: sourceWidth, height: sourceHeight, channels: sourceChannels, depth };
    return JSON.stringify({ index, timeUsec, ...shape, ...(range === undefined ? {} : { range }) });
  }
  const values = range === undefined ? '' : `  values ${range[0]} to ${range[1]}`;
  return `${seconds(timeUsec / 1e6)}  #${index}  ${sourceWidth} × ${sourceHeight} × ${sourceChannels} ${depth}${values}`;
}

function dataLines(data: StreamData, json: boolean): string[] {
  switch (data.type) {
    case 'rows':
      return data.rows.map((row) => rowLine(row, json));
    case 'events':
      return data.events.map((event) => eventLine(event, json));
    case 'signal':
      return [json ? JSON.stringify(data) : signalLine(data)];
  }
}

function rowLine({ sequence, cells }: RowData['rows'][number], json: boolean): string {
  return json ? JSON.stringify({ sequence, cells }) : cells.join('\t');
}

function eventLine(event: EventData['events'][number], json: boolean): string {
  return json ? JSON.stringify(event) : `${seconds(event.time)}  ${event.lane}  ${event.text}`;
}

function signalLine({ times, values, channels, channelCount, isEnvelope }: SignalData): string {
  const from = times[0] ?? 0;
  const to = times.at(-1) ?? from;
  const ranges = channels.map((channel, i) => {
    const known = (values[i] ?? []).filter((value) => value !== null);
    return known.length === 0
      ? `[${channel}] nothing`
      : `[${channel}] ${short(Math.min(...known))} to ${short(Math.max(...known))}`;
  });
  const more = channelCount > channels.length ? [`and ${channelCount - channels.length} more channels`] : [];
  const samples = isEnvelope ? '' : `  ${times.length} samples`;
  return [`${seconds(from)} to ${seconds(to)}${samples}`, ...ranges, ...more].join('  ');
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(5);
}

function seconds(sec: number): string {
  return `${sec.toFixed(6)} s`;
}
