/**
 * The summary of a run, as text for people.
 *
 * @module
 */
import { relative } from 'node:path';
import { assertNever } from '../../errors.ts';
import { formatCount, formatInteger, formatNumber, formatRate, formatSpan, formatUsec } from './format.ts';
import type {
  Figure,
  InputPortReport,
  OutputPortReport,
  PortReport,
  RunError,
  RunNote,
  RunReport,
} from './run-report.ts';
import { formatTable, type TableOptions, type TextColumn } from './text-table.ts';

/** How to write a summary. */
export interface SummaryOptions {
  /** The recording's path is written relative to this folder if it lies in it. */
  readonly workingFolder?: string;
  /** Tables are no wider, in terminal columns; no limit by default. */
  readonly columns?: number;
  /** File that explains the words of a summary, named where there is something to explain; none by default. */
  readonly guide?: string;
  /** An error of a project that was refused, as lines with their places in its file; its message by default. */
  readonly placedLines?: (error: RunError) => readonly string[];
}

/** More errors or warnings than these are in the report only. */
const MAX_LISTED = 8;

/** The end-of-run text for people: verdict first, then where the recording is, then figures. */
export function summarize(report: RunReport, options: SummaryOptions = {}): string {
  if (report.refused === true) return refusedLines(report, options).join('\n');
  const table = options.columns === undefined ? {} : { maxWidth: options.columns };
  const blocks = [
    verdictLines(report),
    recordingLines(report, options),
    portLines(report.ports, table),
    figureLines(report, table),
    machineLines(report, table),
    synchronizerLines(report, table),
    problemLines('error', report.errors.map(errorText)),
    problemLines('warning', [
      ...report.warnings.map((note) => noteText(note)),
      ...report.modules.flatMap((module) => module.warnings.map((note) => noteText(note, module.id))),
    ]),
    guideLines(report, options),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Nothing began: all that there is to say is what is wrong, each once. */
function refusedLines({ project, errors }: RunReport, { placedLines }: SummaryOptions): string[] {
  const lines = errors.flatMap((error) => placedLines?.(error) ?? [errorText(error)]);
  return [
    `INCOMPLETE: project "${project.name}" was refused, nothing was recorded: ${formatCount(lines.length, 'problem')}`,
    ...lines,
  ];
}

/** Held back, left out, unread, gaps, stalls: whoever meets them for the first time wants to know what they are. */
function guideLines(report: RunReport, { guide, workingFolder }: SummaryOptions): string[] {
  if (guide === undefined) return [];
  const needsWords = ({ indexGaps, stalls, ...port }: PortReport): boolean =>
    indexGaps + stalls.count > 0 ||
    (port.direction === 'output' ? port.heldBack.count > 0 : port.skipped + port.unread > 0);
  if (report.verdict === 'COMPLETE' && !report.ports.some(needsWords)) return [];
  return [`What verdict and columns mean: ${shorten(guide, workingFolder)}`];
}

function verdictLines(report: RunReport): string[] {
  const how = report.durationMsec > 0 ? `ended after ${formatSpan(report.durationMsec)}` : 'never started';
  const ended = `The run of "${report.project.name}" ${how}: ${report.stopReason}`;
  const [only, ...more] = report.reasons;
  const list = report.reasons.map((reason) => `  - ${reason}`);
  switch (report.verdict) {
    case 'COMPLETE':
      return ['COMPLETE: every item reached every consumer', ended];
    case 'LATE':
      return ['COMPLETE, LATE: every item reached every consumer, but not all came in time', ...list, ended];
    case 'INCOMPLETE':
      if (more.length === 0) return [`INCOMPLETE: ${only ?? 'no reason is known'}`, ended];
      return ['INCOMPLETE:', ...list, ended];
    default:
      return assertNever(report.verdict);
  }
}

function recordingLines(report: RunReport, options: SummaryOptions): string[] {
  const rows = [
    [
      'Recording',
      report.outFolder === undefined ? 'none was made' : shorten(report.outFolder, options.workingFolder),
    ],
  ];
  const { id, group } = report.subject;
  if (id !== '') rows.push(['Subject', group === '' ? id : `${id} (${group})`]);
  if (report.experiment !== '') rows.push(['Experiment', report.experiment]);
  return rows.map(([label = '', text = '']) => `${label.padEnd(12)}${text}`);
}

function shorten(path: string, workingFolder: string | undefined): string {
  if (workingFolder === undefined) return path;
  const fromHere = relative(workingFolder, path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}

const PORT_COLUMNS: readonly TextColumn[] = [
  { title: 'Port', align: 'left' },
  { title: 'Type', align: 'left' },
  { title: 'Items', align: 'right' },
  { title: 'Rate', align: 'right' },
  { title: 'Held back', align: 'left' },
  { title: 'Left out', align: 'right' },
  { title: 'Unread', align: 'right' },
  { title: 'Gaps', align: 'right' },
  { title: 'Stalls', align: 'left' },
  { title: 'Latency p50', align: 'right' },
  { title: 'p99', align: 'right' },
  { title: 'max', align: 'right' },
];

function portLines(ports: readonly PortReport[], table: TableOptions): string[] {
  if (ports.length === 0) return [];
  const rows: string[][] = [];
  const inputs = ports.filter((port) => port.direction === 'input');
  for (const output of ports) {
    if (output.direction !== 'output') continue;
    const name = `${output.module}:${output.id}`;
    rows.push(outputRow(output));
    rows.push(...inputs.filter((input) => input.source === name).map((input) => inputRow(input, '  → ')));
  }
  const known = new Set(
    ports.filter((port) => port.direction === 'output').map((port) => `${port.module}:${port.id}`),
  );
  for (const input of inputs) {
    if (input.source === undefined || !known.has(input.source)) rows.push(inputRow(input, ''));
  }
  return formatTable(PORT_COLUMNS, rows, table);
}

function outputRow(port: OutputPortReport): string[] {
  const { count, totalUsec } = port.heldBack;
  const held = count === 0 ? '' : `${formatInteger(count)}× (${formatUsec(totalUsec)})`;
  return [
    ...[
      `${port.module}:${port.id}`,
      port.dataType,
      formatInteger(port.written),
      formatRate(port.itemsPerSec),
    ],
    ...[held, '', '', blankIfZero(port.indexGaps), stallText(port)],
  ];
}

function inputRow(port: InputPortReport, indent: string): string[] {
  const { latency } = port;
  const name = `${indent}${port.module}:${port.id}`;
  // Gaps that the module asked for stand under "Left out" already.
  const gaps = port.policy === 'latest' || port.throttleItemsPerSec > 0 ? 0 : port.indexGaps;
  return [
    ...[name, port.dataType, formatInteger(port.read), formatRate(port.itemsPerSec), ''],
    ...[blankIfZero(port.skipped), blankIfZero(port.unread), blankIfZero(gaps), stallText(port)],
    ...(latency === undefined
      ? []
      : [formatUsec(latency.p50Usec), formatUsec(latency.p99Usec), formatUsec(latency.maxUsec)]),
  ];
}

function blankIfZero(count: number): string {
  return count === 0 ? '' : formatInteger(count);
}

function stallText({ stalls }: PortReport): string {
  if (stalls.count === 0) return '';
  return `${formatInteger(stalls.count)}× (longest ${formatUsec(stalls.longestMsec * 1000)})`;
}

function figureLines(report: RunReport, table: TableOptions): string[] {
  const rows = report.modules.flatMap((module) =>
    Object.entries(module.figures).map(([name, figure]) => [module.id, name, figureText(figure)]),
  );
  if (rows.length === 0) return [];
  return formatTable(
    [
      { title: 'Module', align: 'left' },
      { title: 'Figure', align: 'left' },
      { title: 'Value', align: 'left' },
    ],
    rows,
    table,
  );
}

/** A figure with its unit: `0.531 px`. */
export function figureText({ value, unit }: Figure): string {
  const text = typeof value === 'number' ? formatNumber(value) : String(value);
  return unit === undefined ? text : `${text} ${unit}`;
}

function machineLines({ machines = [], modules }: RunReport, table: TableOptions): string[] {
  if (machines.length === 0) return [];
  const rows = machines.map(({ name, hostName, clock }) => [
    `${name} (${hostName})`,
    modules
      .filter(({ machine }) => machine === name)
      .map(({ id }) => id)
      .join(', '),
    clock === undefined ? '' : `±${formatUsec(clock.worstUncertaintyUsec)}`,
    clock === undefined ? '' : `${formatNumber(clock.driftPpm)} ppm`,
  ]);
  return formatTable(
    [
      { title: 'Machine', align: 'left' },
      { title: 'Modules', align: 'left' },
      { title: 'Clock', align: 'right' },
      { title: 'Drift', align: 'right' },
    ],
    rows,
    table,
  );
}

function synchronizerLines(report: RunReport, table: TableOptions): string[] {
  const rows = report.modules.flatMap((module) =>
    module.synchronizers.map((sync) => [
      module.id,
      sync.id,
      sync.calibrated ? 'calibrated' : 'not calibrated',
      sync.lastOffsetUsec === undefined ? '' : `${formatInteger(sync.lastOffsetUsec)} µs`,
      `${formatInteger(sync.toleranceUsec)} µs`,
    ]),
  );
  if (rows.length === 0) return [];
  return formatTable(
    [
      { title: 'Module', align: 'left' },
      { title: 'Clock', align: 'left' },
      { title: 'State', align: 'left' },
      { title: 'Last offset', align: 'right' },
      { title: 'Tolerance', align: 'right' },
    ],
    rows,
    table,
  );
}

function problemLines(noun: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return [];
  const listed = texts.slice(0, MAX_LISTED).map((text) => `  - ${text.replaceAll('\n', '\n    ')}`);
  const more = texts.length - listed.length;
  return [
    `${formatCount(texts.length, noun)}:`,
    ...listed,
    ...(more > 0 ? [`  … and ${formatInteger(more)} more, see the report`] : []),
  ];
}

function errorText({ module, timeUsec, error }: RunError): string {
  const code = error.code === undefined ? '' : ` [${error.code}]`;
  return `${prefix(module, timeUsec)}${error.message}${code}`;
}

function noteText(note: RunNote, module: string | undefined = note.module): string {
  return `${prefix(module, note.timeUsec)}${note.text}`;
}

function prefix(module: string | undefined, timeUsec: number | undefined): string {
  const at = timeUsec === undefined ? '' : ` at ${formatSpan(timeUsec / 1000)}`;
  return `${module ?? 'host'}${at}: `;
}
