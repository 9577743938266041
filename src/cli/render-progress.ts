/**
 * A run's progress as text: a block of lines for a terminal, one line for everything else.
 *
 * @module
 */
import {
  formatInteger,
  formatRate,
  formatSpan,
  formatTable,
  type LogLine,
  type PortProgress,
  type RunPhase,
  type RunProgress,
  type TextColumn,
} from '../host/report/index.ts';
import { plain } from './plain-text.ts';

const PHASE_TEXT: Readonly<Record<RunPhase, string>> = {
  loading: 'Loading',
  preparing: 'Preparing',
  running: 'Running',
  stopping: 'Stopping',
  ended: 'Ended',
};

const COLUMNS: readonly TextColumn[] = [
  { title: 'Port', align: 'left' },
  { title: 'Type', align: 'left' },
  { title: 'Items', align: 'right' },
  { title: 'Rate', align: 'right' },
  { title: 'In flight', align: 'right' },
  { title: 'Held back', align: 'right' },
  { title: 'Left out', align: 'right' },
];

const BAR_WIDTH = 24;

/** The lines of the live view, uncut. */
export function renderBlock(progress: RunProgress): string[] {
  const rows = [...progress.ports]
    .sort(byModule)
    .map((port) => [
      ...[`${port.direction === 'input' ? '→ ' : '  '}${port.module}:${port.id}`, port.dataType],
      ...[formatInteger(port.items), formatRate(port.itemsPerSec), formatInteger(port.inFlight)],
      ...[blankIfZero(port.heldBack), blankIfZero(port.skipped)],
    ]);
  return [
    headLine(progress),
    ...(rows.length === 0 ? [] : formatTable(COLUMNS, rows)),
    ...statusLines(progress),
  ];
}

/** Inputs before outputs within a module, modules as they come: the way that data takes. */
function byModule(a: PortProgress, b: PortProgress): number {
  return a.module === b.module ? Number(a.direction === 'output') - Number(b.direction === 'output') : 0;
}

/** With more ports than these, a line shows outputs only: their counts say what inputs have to take. */
const MAX_PORTS_IN_LINE = 8;

/** One line with what matters most, for logs and pipes. */
export function renderLine(progress: RunProgress): string {
  const isCrowded = progress.ports.length > MAX_PORTS_IN_LINE;
  const shown = progress.ports.filter((port) => !isCrowded || port.direction === 'output');
  const ports = shown.map((port) => {
    const facts = [
      formatRate(port.itemsPerSec),
      ...(port.inFlight > 0 ? [`${formatInteger(port.inFlight)} in flight`] : []),
      ...(port.heldBack > 0 ? [`held back ${formatInteger(port.heldBack)}×`] : []),
      ...(port.skipped > 0 ? [`${formatInteger(port.skipped)} left out`] : []),
    ];
    return `${port.module}:${port.id} ${formatInteger(port.items)} (${facts.join(', ')})`;
  });
  return [clockText(progress), ...ports].join('  ');
}

function headLine(progress: RunProgress): string {
  const { durationMsec, elapsedMsec } = progress;
  if (durationMsec === undefined || progress.phase === 'loading') return clockText(progress);
  const filled = Math.round(BAR_WIDTH * Math.min(1, elapsedMsec / durationMsec));
  return `${clockText(progress)}  ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
}

function clockText({ phase, elapsedMsec, durationMsec }: RunProgress): string {
  if (phase === 'loading' || phase === 'preparing') return `${PHASE_TEXT[phase]} …`;
  const of = durationMsec === undefined ? '' : ` of ${formatSpan(durationMsec)}`;
  return `${PHASE_TEXT[phase]}  ${formatSpan(elapsedMsec)}${of}`;
}

function statusLines(progress: RunProgress): string[] {
  const speaking = progress.modules.filter((module) => module.status !== '');
  const width = Math.max(0, ...speaking.map((module) => module.id.length));
  return speaking.map((module) => `${module.id.padEnd(width)}  ${plain(module.status)}`);
}

function blankIfZero(count: number): string {
  return count === 0 ? '' : formatInteger(count);
}

/** A line of the log, without its line break; further lines of its text are indented. */
export function renderLogLine({ level, module, timeUsec, text }: LogLine): string {
  const time = timeUsec === undefined ? '' : `${(timeUsec / 1e6).toFixed(3)} s`;
  const mark = level === 'info' || level === 'debug' ? '' : `${level}: `;
  const lines = text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map(plain);
  return `${time.padStart(10)}  ${module ?? 'host'}: ${mark}${lines.join('\n            ')}`;
}
