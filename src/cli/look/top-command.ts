/**
 * The command `top`: the modules and connections of a run, as they are.
 *
 * @module
 */
import {
  formatBytes,
  formatInteger,
  formatRate,
  formatSpan,
  formatTable,
  formatUsec,
  type TextColumn,
} from '../../host/report/index.ts';
import type { ViewConnectionFigures, ViewFigures, ViewGraph, ViewModuleFigures } from '../../view/index.ts';
import type { ExitCode } from '../exit-codes.ts';
import { LiveBlock } from '../live-block.ts';
import { plain } from '../plain-text.ts';
import type { CliWorld } from '../world.ts';
import { lookAtRun } from './look.ts';

/** Options of `top`. */
export interface TopCommandOptions {
  /** Of the run's page. */
  readonly viewPort?: number;
  /** Ends after so many pictures of the run. */
  readonly count?: number;
}

const MODULE_COLUMNS: readonly TextColumn[] = [
  { title: 'Module', align: 'left' },
  { title: 'State', align: 'left' },
  { title: 'CPU', align: 'right' },
  { title: 'Status', align: 'left' },
];
const CONNECTION_COLUMNS: readonly TextColumn[] = [
  { title: 'Connection', align: 'left' },
  { title: 'Type', align: 'left' },
  { title: 'Rate', align: 'right' },
  { title: 'Bytes', align: 'right' },
  { title: 'In flight', align: 'right' },
  { title: 'Full', align: 'right' },
  { title: 'Held back', align: 'right' },
  { title: 'Left out', align: 'right' },
  { title: 'p50', align: 'right' },
  { title: 'p99', align: 'right' },
];

/** Where no terminal is drawn anew, a picture is written this often, in ms. */
const TEXT_MSEC = 1_000;

/**
 * `syntalos-mlink top`: drawn anew on a terminal, else written once a second, until the run ends.
 *
 * @throws ERR_SYNTALOS_INVALID_STATE - when there is no such run
 */
export function topCommand(
  { viewPort, count = Infinity }: TopCommandOptions,
  world: CliWorld,
): Promise<ExitCode> {
  const block = world.stdout.isTTY === true ? new LiveBlock(world.stdout) : undefined;
  let project = '';
  let graph: ViewGraph | undefined;
  let shownMsec = -Infinity;
  let left = count;
  return lookAtRun(world, viewPort, {
    take(news) {
      if (news.kind === 'run') project = news.project;
      if (news.kind === 'graph') graph = news;
      if (news.kind !== 'figures' || graph === undefined) return false;
      if (block === undefined && world.now() - shownMsec < TEXT_MSEC) return false;
      shownMsec = world.now();
      const lines = linesOf(project, graph, news, world.stdout.columns);
      if (block === undefined) world.stdout.write(`${lines.join('\n')}\n\n`);
      else block.draw('', lines);
      return --left <= 0;
    },
    close: () => block?.close(),
  });
}

function linesOf(
  project: string,
  graph: ViewGraph,
  figures: ViewFigures,
  columns: number | undefined,
): string[] {
  const width = columns === undefined ? {} : { maxWidth: columns - 1 };
  const figuresOf = new Map(figures.connections.map((one) => [one.to, one]));
  const connections = graph.connections.map(({ from, to, dataType }) => [
    `${from} → ${to}`,
    dataType,
    ...connectionCells(figuresOf.get(to), figures.elapsedMsec),
  ]);
  return [
    headOf(project, figures),
    '',
    ...formatTable(MODULE_COLUMNS, figures.modules.map(moduleCells), width),
    '',
    ...formatTable(CONNECTION_COLUMNS, connections, width),
  ];
}

function headOf(project: string, { phase, elapsedMsec, durationMsec }: ViewFigures): string {
  const of = durationMsec === undefined ? '' : ` of ${formatSpan(durationMsec)}`;
  return `${plain(project)}: ${phase}, ${formatSpan(elapsedMsec)}${of}`;
}

function moduleCells({ id, state, status, figures, cpuShare }: ViewModuleFigures): string[] {
  const facts = [...(status === '' ? [] : [status]), ...figures.map(({ name, text }) => `${name} ${text}`)];
  return [
    id,
    state,
    cpuShare === undefined ? '' : `${Math.round(cpuShare * 100)} %`,
    plain(facts.join(' · ')),
  ];
}

function connectionCells(figures: ViewConnectionFigures | undefined, elapsedMsec: number): string[] {
  if (figures === undefined) return [];
  const { itemsPerSec, items, bytes, inFlight, fullness, heldBackUsec, skipped, p50Usec, p99Usec } = figures;
  const bytesPerSec = items === 0 ? 0 : (itemsPerSec * bytes) / items;
  return [
    formatRate(itemsPerSec),
    `${formatBytes(Math.round(bytesPerSec))}/s`,
    formatInteger(inFlight),
    `${Math.round(fullness * 100)} %`,
    heldBackUsec === 0 || elapsedMsec === 0 ? '' : formatUsec(heldBackUsec),
    skipped === 0 ? '' : formatInteger(skipped),
    p50Usec === undefined ? '' : formatUsec(p50Usec),
    p99Usec === undefined ? '' : formatUsec(p99Usec),
  ];
}
