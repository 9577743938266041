/**
 * What must hold after a round, whatever its fault was.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { EdlCollection, parseCsv } from 'syntalos-mlink/edl';
import { TsyncReader } from 'syntalos-mlink/timing';
import type { InputPortReport, OutputPortReport, RunReport } from 'syntalos-mlink/host';
import type { ModuleFault, Plan, RecorderPlan } from './plan.ts';
import type { RoundResult } from './round.ts';
import { REPLAYED } from './variants.ts';

/** What was received longer ago than this is on disk after a kill. */
const ON_DISK_AFTER_MSEC = 1_000;
/** Between an item that counts as taken and the next line of progress. */
const PROGRESS_SLACK_MSEC = 150;

/** Checks a round. @returns what does not hold, each a sentence; empty if all does */
export async function brokenInvariants(plan: Plan, result: RoundResult): Promise<string[]> {
  const problems: string[] = [];
  const wasKilled = result.killedAtMsec !== undefined;
  if (result.ended === 'overdue') return ['the host did not end in time'];
  if (!wasKilled) {
    if (result.ended.code !== 0)
      problems.push(`the host ended with ${result.ended.signal ?? result.ended.code}`);
    if (result.report === undefined) return [...problems, 'there is no report'];
    problems.push(...ofReport(plan, result.report, result.damaged));
    // What a killed host leaves is for `doctor --clean`.
    problems.push(...result.left.map((name) => `left behind: ${name}`));
  } else {
    problems.push(
      ...result.left.filter((name) => name.startsWith('process')).map((name) => `left behind: ${name}`),
    );
  }
  problems.push(...(await ofRecording(plan, result)));
  return problems;
}

function ofReport(plan: Plan, report: RunReport, damaged: readonly string[]): string[] {
  const problems: string[] = [];
  const hurt = hurtModule(plan);
  const fault = plan.puppets.find(({ id }) => id === hurt)?.fault;
  const mayFail = fault === undefined ? plan.outside !== undefined || damaged.length > 0 : canFail(fault);
  if (report.verdict === 'INCOMPLETE') {
    if (report.reasons.length === 0) problems.push('INCOMPLETE without a reason');
    const isOnlyUnread =
      report.errors.length === 0 &&
      report.reasons.every((reason) => /unread|unsent|that were due/.test(reason));
    if (!mayFail && !isOnlyUnread) problems.push(`INCOMPLETE without a fault: ${report.reasons.join('; ')}`);
  } else if (report.errors.length > 0) {
    problems.push(`${report.verdict} with errors: ${report.errors[0]?.error.message}`);
  } else if (fault !== undefined && mustFail(fault)) {
    problems.push(`${report.verdict} although ${JSON.stringify(fault)} hurt "${hurt}"`);
  }
  if (hurt !== undefined && mayFail) {
    for (const { module, error } of report.errors) {
      // A connection that the host refuses names the module whose port is gone.
      const isNamed = module === undefined && error.message.includes(`module "${hurt}"`);
      if (module !== hurt && !isNamed)
        problems.push(`blames ${module ?? 'the host'} instead of "${hurt}": ${error.message}`);
    }
  }
  if (
    plan.outside?.kind === 'full-memory' &&
    report.errors.some(({ error }) => !/\/dev\/shm/.test(error.message))
  ) {
    problems.push(
      `shared memory was full, but the error does not name it: ${report.errors[0]?.error.message}`,
    );
  }
  problems.push(...ofCounts(plan, report), ...ofReplay(plan, report, damaged));
  return problems;
}

/** What is missing of a replayed recording is named. */
function ofReplay({ replay }: Plan, report: RunReport, damaged: readonly string[]): string[] {
  if (replay === undefined) return [];
  const warnings =
    report.warnings.length + report.modules.reduce((sum, { warnings: own }) => sum + own.length, 0);
  if (report.verdict === 'INCOMPLETE' || warnings > 0) return [];
  return Object.values(REPLAYED).flatMap(({ port, count }) => {
    const output = report.ports.find(({ module, id }) => module === replay.id && id === port);
    const written = output?.direction === 'output' ? output.written : 0;
    // Where a table ends, only its writer knows.
    const isTable = damaged.some((file) => file.endsWith('.csv'));
    if (written === count || (isTable && port === REPLAYED.rows.port)) return [];
    return [`${port}: ${written} of ${count} items without a word (damaged: ${damaged.join(', ')})`];
  });
}

/** Every item that was written is read, skipped, or unread and counted. */
function ofCounts(plan: Plan, report: RunReport): string[] {
  const problems: string[] = [];
  const outputs = report.ports.filter((port): port is OutputPortReport => port.direction === 'output');
  const inputs = report.ports.filter((port): port is InputPortReport => port.direction === 'input');
  for (const input of inputs) {
    const output = outputs.find(({ module, id }) => `${module}:${id}` === input.source);
    if (output === undefined) continue;
    const counted = input.read + input.unread + input.skipped;
    const what = `${input.module}:${input.id}: ${output.written} written, ${input.read} read, ${input.unread} unread, ${input.skipped} skipped`;
    // A process that dies takes its counters with it, and a module that fails may leave an item half taken.
    const ends = [input.module, output.module];
    const mayMiss =
      plan.outside?.kind === 'kill-process' ||
      report.errors.some(({ module }) => module === undefined || ends.includes(module));
    if (mayMiss ? counted > output.written : counted !== output.written) problems.push(what);
    if (report.verdict !== 'INCOMPLETE' && input.unread > 0) problems.push(`${report.verdict} with ${what}`);
    const figures = report.modules.find(({ id }) => id === input.module)?.figures ?? {};
    if (Number(figures['disorder']?.value ?? 0) > 0) problems.push(`${input.module} got items out of order`);
    const taken = Number(figures['taken']?.value ?? input.read);
    // What goes round in a circle at the stop is sent on by nobody: its modules have no order to stop in.
    const circling = plan.puppets.reduce((sum, { tokens = 0 }) => sum + tokens, 0);
    const isTaken = taken <= input.read && taken >= input.read - circling;
    if (report.verdict !== 'INCOMPLETE' && !isTaken) {
      problems.push(`${input.module}:${input.id} counts ${input.read} read, its program took ${taken}`);
    }
  }
  return problems;
}

/** The collection opens, says how the run ended, and holds what the recorders had received. */
async function ofRecording(plan: Plan, result: RoundResult): Promise<string[]> {
  const out = existsSync(join(result.folder, 'out-kept'))
    ? join(result.folder, 'out-kept')
    : join(result.folder, 'out');
  const folders = readdirSync(out);
  // A run that is refused before it begins has no recording.
  if (folders.length === 0) return [];
  const problems: string[] = [];
  let collection: EdlCollection;
  try {
    collection = await EdlCollection.open(join(out, folders[0]!));
  } catch (error) {
    // A disk too small even for the manifest.
    if (plan.outside?.kind === 'full-disk') return [];
    return [`the recording does not open: ${String(error)}`];
  }
  const isWhole = result.report !== undefined && result.report.verdict !== 'INCOMPLETE';
  const success = collection.attributes['success'];
  if (success !== isWhole && plan.outside?.kind !== 'full-disk') {
    problems.push(
      `the recording says success = ${success === undefined ? 'nothing' : JSON.stringify(success)}, the verdict is ${result.report?.verdict ?? 'none'}`,
    );
  }
  for (const recorder of plan.recorders) {
    const least = receivedBefore(result, `${recorder.id}:${recorder.port}`, plan);
    problems.push(...(await recordedProblems(collection.path, recorder, least)));
  }
  return problems;
}

/** How many items a recorder must have on disk. */
function receivedBefore(result: RoundResult, port: string, plan: Plan): number {
  if (plan.outside?.kind === 'full-disk') return 0;
  if (result.killedAtMsec !== undefined) {
    const until = result.killedAtMsec - ON_DISK_AFTER_MSEC - PROGRESS_SLACK_MSEC;
    return result.progress.findLast(({ timeMsec }) => timeMsec <= until)?.taken[port] ?? 0;
  }
  const input = result.report?.ports.find(({ module, id }) => `${module}:${id}` === port);
  return input?.direction === 'input' ? input.read : 0;
}

async function recordedProblems(
  collection: string,
  { id: recorder, isThinned = false }: RecorderPlan,
  least: number,
): Promise<string[]> {
  const files = readdirSync(collection, { recursive: true, encoding: 'utf8' });
  const problems: string[] = [];
  const table = files.find((file) => inFolderOf(recorder, file) && file.endsWith('.csv'));
  if (table !== undefined) {
    const [, ...rows] = parseCsv(readFileSync(join(collection, table)));
    const numbers = rows.map(([number]) => Number(number));
    const isRight = (number: number, at: number): boolean =>
      isThinned ? number > (numbers[at - 1] ?? -1) : number === at;
    if (!numbers.every(isRight)) problems.push(`${table} has rows missing or out of order`);
    if (numbers.length < least) problems.push(`${table} has ${numbers.length} rows of at least ${least}`);
  }
  const times = files.find((file) => inFolderOf(recorder, file) && file.endsWith('.tsync'));
  if (times !== undefined) {
    const reader = await TsyncReader.open(join(collection, times));
    const { time1 } = reader.recover();
    reader.close();
    if (time1.length < least) problems.push(`${times} has ${time1.length} times of at least ${least} frames`);
  }
  return problems;
}

/** Recorders of video name their dataset after the source, below the group `videos`. */
function inFolderOf(recorder: string, file: string): boolean {
  return file.startsWith(`${recorder}/`) || file.startsWith(`videos/${recorder.replace(/^record-/, '')}/`);
}

/** The module that the fault is in. */
function hurtModule({ puppets, outside, replay }: Plan): string | undefined {
  if (replay !== undefined) return replay.id;
  if (outside !== undefined && 'module' in outside) return outside.module;
  return puppets.find(({ fault }) => fault !== undefined)?.id;
}

function canFail(fault: ModuleFault): boolean {
  if (fault.kind === 'analysis') return fault.how !== 'none';
  return !['shutdown', 'slow', 'jumping-clock'].includes(fault.kind);
}

/** Whether a fault strikes in every run: those in the middle of a stream wait for items or timers. */
function mustFail(fault: ModuleFault): boolean {
  if (!canFail(fault) || !('step' in fault)) return false;
  return ['top', 'prepare', 'start', 'stop'].includes(fault.step);
}
