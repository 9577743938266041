/**
 * What `syntalos-mlink doctor` finds.
 *
 * @module
 */

/** How a thing is: `warning` is what a run can do without, `problem` what it cannot. */
export type FindingStatus = 'ok' | 'warning' | 'problem';

/** One thing that was looked at. */
export interface Finding {
  /** What was looked at; a stable name, for programs. */
  readonly check: string;
  readonly status: FindingStatus;
  /** How it is, with its figures. */
  readonly state: string;
  /** What to do; only where something is to be done. */
  readonly remedy?: string;
}

/** A thing that is as it should be. */
export function ok(check: string, state: string): Finding {
  return { check, status: 'ok', state };
}

/** A thing that a run can do without. */
export function warning(check: string, state: string, remedy: string): Finding {
  return { check, status: 'warning', state, remedy };
}

/** A thing without which modules do not run under Syntalos. */
export function problem(check: string, state: string, remedy: string): Finding {
  return { check, status: 'problem', state, remedy };
}

/** The findings as text: one line each, the remedy below it. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, status, state, remedy }) => [
    `${status.padEnd(7)}  ${check.padEnd(width)}  ${state}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(width + 11)}→ ${remedy}`]),
  ]);
  return `${[...lines, '', verdictOf(findings)].join('\n')}\n`;
}

function verdictOf(findings: readonly Finding[]): string {
  const count = (status: FindingStatus): number =>
    findings.filter((finding) => finding.status === status).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const plural = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  if (problems > 0) return `Modules will not run under Syntalos: ${plural(problems, 'problem')}`;
  return warnings > 0
    ? `Modules can run under Syntalos, with ${plural(warnings, 'warning')}`
    : 'Modules can run under Syntalos';
}
