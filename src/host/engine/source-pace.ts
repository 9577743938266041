/**
 * What sources gave of what was due.
 *
 * @module
 */
import { MetaFloat, decodeMetaMap } from '../../types/index.ts';
import type { SourceReport } from '../report/index.ts';
import type { HoldWatch } from './hold-watch.ts';
import type { ModuleRecord } from './module-record.ts';
import type { PortMeter } from './port-meter.ts';

/** What the pace of a module is made from. */
export interface PaceSources {
  readonly record: ModuleRecord;
  /** Of its outputs. */
  readonly outputs: readonly PortMeter[];
  readonly watch: HoldWatch;
  /** Length of the run in µs. */
  readonly durationUsec: number;
}

/** @returns what a module gave of what was due; `undefined` if nothing says what was due */
export function paceOf(sources: PaceSources): SourceReport | undefined {
  const { record, outputs, watch } = sources;
  const due = dueOf(sources);
  if (due === undefined) return undefined;
  const heldBack = outputs.filter((output) => output.counts().heldBackUsec > 0);
  return {
    module: record.id,
    ...due,
    heldBackUsec: heldBack.reduce((sum, output) => sum + output.counts().heldBackUsec, 0),
    heldBackBy: [...new Set(heldBack.flatMap((output) => watch.holdersOf(output)))],
  };
}

type Due = Pick<SourceReport, 'due' | 'given' | 'skipped' | 'pace'>;

/** By what the module counts itself, else by the frame rate that one of its outputs states. */
function dueOf({ record, outputs, watch, durationUsec }: PaceSources): Due | undefined {
  const { ticksDue = 0, ticksSkipped = 0 } = record.running?.counters?.schedule ?? {};
  if (ticksDue > 0) {
    return { due: ticksDue, given: ticksDue - ticksSkipped, skipped: ticksSkipped, pace: 'schedule' };
  }
  if (isTimedReplay(record)) {
    // Its frame rate is only about that of the recorded times, which it keeps.
    const written = outputs.reduce((sum, output) => sum + output.written, 0);
    return { due: written, given: written, skipped: 0, pace: 'schedule' };
  }
  for (const output of outputs) {
    const framerateHz = framerateOf(record, output.ref.port);
    if (framerateHz === undefined) continue;
    const pace = keepsSchedule(record) ? 'schedule' : 'framerate';
    // Frames that the source itself has lost were due, too, and are no fault of the run.
    const written = output.written + output.counts().indexGapCount;
    // A source that ended by itself gave all that it had.
    if (record.wasDormant) return { due: written, given: written, skipped: 0, pace };
    const beginUsec = pace === 'schedule' ? 0 : watch.firstItemUsec(output);
    if (beginUsec === undefined) continue;
    const due = Math.max(0, Math.floor(((durationUsec - beginUsec) * framerateHz) / 1e6));
    return { due, given: Math.min(due, written), skipped: 0, pace };
  }
  return undefined;
}

function framerateOf(record: ModuleRecord, portId: string): number | undefined {
  const metadata = record.outputs.get(portId)?.change.metadata;
  if (metadata === undefined || metadata.byteLength === 0) return undefined;
  try {
    const { framerate } = decodeMetaMap(metadata);
    const value = framerate instanceof MetaFloat ? framerate.value : framerate;
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
  } catch {
    // What a process sends as metadata is not ours to judge here.
    return undefined;
  }
}

/** Whether a module plays a recording at a speed, not as fast as it is taken. */
function isTimedReplay({ module }: ModuleRecord): boolean {
  const { program, settings } = module;
  return program.kind === 'built-in' && program.name === 'replay' && settings['speed'] !== 'max';
}

/** Whether the frame rate of a module is a schedule that it follows from the start of the run. */
function keepsSchedule({ module }: ModuleRecord): boolean {
  return module.program.kind === 'built-in' && module.program.name === 'camera-synthetic';
}
