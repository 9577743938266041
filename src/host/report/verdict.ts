/**
 * The verdict on a run, made from its facts.
 *
 * @module
 */
import { formatCount } from './format.ts';
import type { InputPortReport, OutputPortReport, RunFacts, RunReport } from './run-report.ts';
import { DEFAULT_LATE_PERCENT, isLate, latenessText } from './source-report.ts';

/** COMPLETE, LATE or INCOMPLETE, and why. */
export type Verdict = Pick<RunReport, 'verdict' | 'reasons'>;

/**
 * Judges a run. It is COMPLETE when it ended without an error and every item that was submitted
 * reached every consumer that did not itself ask for less (policy `latest`, a throttle). Gaps
 * that a source already has, such as those of a recording that is played, are no fault of the run.
 *
 * It is LATE when it would be COMPLETE, but a source could not keep its times: it was held back, or
 * skipped some of them.
 */
export function verdictOf(facts: RunFacts): Verdict {
  const losses = [...failuresOf(facts), ...lossesIn(facts)];
  const lateness = latenessIn(facts);
  if (losses.length > 0) return { verdict: 'INCOMPLETE', reasons: [...losses, ...lateness] };
  return { verdict: lateness.length > 0 ? 'LATE' : 'COMPLETE', reasons: lateness };
}

function failuresOf(facts: RunFacts): string[] {
  const reasons: string[] = [];
  if (facts.killed) reasons.push('the run was ended by force: what was in flight is lost');
  const [first] = facts.errors;
  if (first !== undefined) {
    const more =
      facts.errors.length > 1 ? ` (and ${formatCount(facts.errors.length - 1, 'more error')})` : '';
    const { module, error } = first;
    const who = module === undefined ? '' : `module "${module}": `;
    reasons.push(`${who}${firstLine(error.message)}${more}`);
  }
  for (const module of facts.modules) {
    const isKnown = facts.errors.some((error) => error.module === module.id);
    if (module.state !== 'idle' && !isKnown) {
      reasons.push(`module "${module.id}" did not end well: its last state is "${module.state}"`);
    }
  }
  return reasons;
}

function lossesIn(facts: RunFacts): string[] {
  const reasons: string[] = [];
  for (const { id, left = [] } of facts.modules) {
    for (const { port, count, how } of left)
      reasons.push(`${id}:${port} left ${formatCount(count, 'item')} ${how}`);
  }
  const outputs = new Map<string, OutputPortReport>();
  for (const port of facts.ports) {
    if (port.direction === 'output') outputs.set(`${port.module}:${port.id}`, port);
  }
  for (const port of facts.ports) {
    if (port.direction === 'input') reasons.push(...lossesOf(port, outputs));
  }
  return reasons;
}

function lossesOf(port: InputPortReport, outputs: ReadonlyMap<string, OutputPortReport>): string[] {
  if (port.policy === 'latest') return [];
  const name = `${port.module}:${port.id}`;
  const losses: string[] = [];
  if (port.unread > 0) losses.push(`${name} left ${formatCount(port.unread, 'item')} unread`);
  const source = port.source === undefined ? undefined : outputs.get(port.source);
  if (source === undefined || port.throttleItemsPerSec > 0) return losses;
  if (port.indexGaps > source.indexGaps) {
    losses.push(
      `${name} misses ${formatCount(port.indexGaps - source.indexGaps, 'frame')} that ${port.source ?? ''} has`,
    );
  }
  const lost = source.written - port.read - port.unread - port.skipped;
  if (lost > 0) losses.push(`${name} lost ${formatCount(lost, 'item')} of ${port.source ?? ''}`);
  return losses;
}

/** A line for each source that could not keep its times. */
function latenessIn({ sources = [], durationMsec, latePercent = DEFAULT_LATE_PERCENT }: RunFacts): string[] {
  return sources.filter((source) => isLate(source, { durationMsec, latePercent })).map(latenessText);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** A report: the facts of a run with their verdict. */
export function reportOf(facts: RunFacts): RunReport {
  return { version: 1, ...verdictOf(facts), ...facts };
}
