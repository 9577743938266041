/**
 * The verdict on a run, made from its facts.
 *
 * @module
 */
import { formatCount } from './format.ts';
import type { InputPortReport, OutputPortReport, RunFacts, RunReport } from './run-report.ts';

/** COMPLETE or INCOMPLETE, and why. */
export type Verdict = Pick<RunReport, 'verdict' | 'reasons'>;

/**
 * Judges a run. It is COMPLETE when it ended without an error and every item that was submitted
 * reached every consumer that did not itself ask for less (policy `latest`, a throttle). Gaps
 * that a source already has, such as those of a recording that is played, are no fault of the run.
 */
export function verdictOf(facts: RunFacts): Verdict {
  const reasons: string[] = [];
  if (facts.killed) reasons.push('the run was ended by force: what was in flight is lost');
  if (facts.errors.length > 0) {
    const more =
      facts.errors.length > 1 ? ` (and ${formatCount(facts.errors.length - 1, 'more error')})` : '';
    const { module, error } = facts.errors[0]!;
    const who = module === undefined ? '' : `module "${module}": `;
    reasons.push(`${who}${firstLine(error.message)}${more}`);
  }
  for (const module of facts.modules) {
    const alreadyTold = facts.errors.some((error) => error.module === module.id);
    if (module.state !== 'idle' && !alreadyTold) {
      reasons.push(`module "${module.id}" did not end well: its last state is "${module.state}"`);
    }
  }
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
  return { verdict: reasons.length === 0 ? 'COMPLETE' : 'INCOMPLETE', reasons };
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

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

/** A report: the facts of a run with their verdict. */
export function reportOf(facts: RunFacts): RunReport {
  return { version: 1, ...verdictOf(facts), ...facts };
}
