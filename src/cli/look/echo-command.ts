/**
 * The command `echo`: what passes a port, item by item.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { formatNumber } from '../../host/report/index.ts';
import type {
  EventData,
  Picture,
  RowData,
  SignalData,
  StreamData,
  ViewGraph,
  ViewOutput,
} from '../../view/index.ts';
import type { ExitCode } from '../exit-codes.ts';
import { plain } from '../plain-text.ts';
import type { CliWorld } from '../world.ts';
import { lookAtRun } from './look.ts';
import { chooseStream } from './port-choice.ts';

type Metadata = ViewOutput['metadata'];

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
  let metadata: Metadata = {};
  let left = count;
  let skipped = 0;
  return lookAtRun(world, viewPort, {
    take(news, view) {
      // Metadata is complete once the run has started.
      if (news.kind === 'graph' && output !== undefined) metadata = metadataOf(news, output);
      if (news.kind === 'graph' && output === undefined) {
        const stream = chooseStream(news, port)?.output;
        if (stream === undefined) return false;
        if (!stream.isVisible) throw unseen(port);
        output = stream.id;
        metadata = stream.metadata;
        const header = metadata['table_header'];
        if (Array.isArray(header))
          world.stderr.write(`${header.map((name) => plain(String(name))).join('\t')}\n`);
        view.say({ kind: 'open', output, width: PICTURE_WIDTH, stepMsec: 0 });
      }
      if ((news.kind !== 'picture' && news.kind !== 'data') || news.output !== output) return false;
      if (news.skipped > skipped) world.stderr.write(`… ${news.skipped - skipped} items not shown\n`);
      skipped = news.skipped;
      const lines =
        news.kind === 'picture' ? [pictureLine(news, json)] : dataLines(news.data, metadata, json);
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

function metadataOf({ outputs }: ViewGraph, output: string): Metadata {
  return outputs.find(({ id }) => id === output)?.metadata ?? {};
}

function dataLines(data: StreamData, metadata: Metadata, json: boolean): string[] {
  switch (data.type) {
    case 'rows':
      return data.rows.map((row) => rowLine(row, json));
    case 'events':
      return data.events.map((event) => eventLine(event, json));
    case 'signal':
      return [json ? JSON.stringify(data) : signalLine(data, metadata)];
  }
}

function rowLine({ sequence, cells }: RowData['rows'][number], json: boolean): string {
  return json ? JSON.stringify({ sequence, cells }) : cells.map(plain).join('\t');
}

function eventLine(event: EventData['events'][number], json: boolean): string {
  if (json) return JSON.stringify(event);
  const { time, lane, text } = event;
  return [seconds(time), ...(lane === text ? [] : [plain(lane)]), plain(text)].join('  ');
}

/** Of each channel the least and the largest value, in the unit that the metadata names. */
function signalLine(
  { times, values, channels, channelCount, isEnvelope }: SignalData,
  { signal_names: names, data_unit: unit, data_scale: scale, data_offset: offset }: Metadata,
): string {
  const from = times[0] ?? 0;
  const to = times.at(-1) ?? from;
  const inUnits = (value: number): string =>
    formatNumber(value * (typeof scale === 'number' ? scale : 1) + (typeof offset === 'number' ? offset : 0));
  const nameOf = (channel: number): string =>
    Array.isArray(names) && channel < names.length ? plain(String(names[channel])) : `[${channel}]`;
  // By default channels are shown that it need not have.
  const ranges = channels.flatMap((channel, i) => {
    if (channel >= channelCount) return [];
    const known = (values[i] ?? []).filter((value) => value !== null);
    return known.length === 0
      ? `${nameOf(channel)} nothing`
      : `${nameOf(channel)} ${inUnits(Math.min(...known))} to ${inUnits(Math.max(...known))}`;
  });
  const hidden = channelCount - ranges.length;
  const samples = isEnvelope ? '' : `  ${times.length} samples`;
  return [
    `${seconds(from)} to ${seconds(to)}${samples}`,
    ...ranges,
    ...(typeof unit === 'string' && unit !== '' ? [plain(unit)] : []),
    ...(hidden > 0 ? [`and ${hidden} more channels`] : []),
  ].join('  ');
}

function seconds(sec: number): string {
  return `${sec.toFixed(6)} s`;
}
