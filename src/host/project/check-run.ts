/**
 * From the table `[run]` of a project to the options of its runs.
 *
 * @module
 */
import { DURATION_FORM, parseDuration } from './duration.ts';
import { describeTomlValue, type Problems } from './problems.ts';
import { LATE_PERCENT, LIMITS_KEYS, RUN_KEYS, SUBJECT_KEYS } from './project-keys.ts';
import type { ProjectRunOptions, RunLimits } from './project.ts';
import type { TomlPath, TomlTable } from './toml-document.ts';

/** Names in `[run.limits]`, and the limit that each sets. */
const LIMITS: Readonly<Record<LimitName, keyof RunLimits>> = {
  idle: 'idleMsec',
  prepare: 'prepareMsec',
  stop: 'stopMsec',
  drain: 'drainMsec',
  overdue: 'overdueMsec',
};
type LimitName = 'idle' | 'prepare' | 'stop' | 'drain' | 'overdue';

/** Limits as the project file writes them: times with their unit. */
export type RunLimitsDescription = Readonly<Partial<Record<LimitName, string>>>;

/** Checks the table and notes what is wrong with it. */
export function checkRun(run: TomlTable, problems: Problems): ProjectRunOptions {
  problems.unknownKeys(run, ['run'], Object.keys(RUN_KEYS));
  const subject = problems.table(run, ['run'], 'subject') ?? {};
  problems.unknownKeys(subject, ['run', 'subject'], Object.keys(SUBJECT_KEYS));
  const durationMsec = checkDuration(run, ['run'], 'duration', problems);
  const latePercent = problems.number(run, ['run'], 'late_percent', LATE_PERCENT);
  const limits = checkLimits(problems.table(run, ['run'], 'limits') ?? {}, problems);
  return {
    ...(durationMsec === undefined ? {} : { durationMsec }),
    ...(latePercent === undefined ? {} : { latePercent }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
    out: problems.text(run, ['run'], 'out') ?? 'recordings',
    subject: {
      id: problems.text(subject, ['run', 'subject'], 'id') ?? '',
      group: problems.text(subject, ['run', 'subject'], 'group') ?? '',
    },
    experiment: problems.text(run, ['run'], 'experiment') ?? '',
  };
}

/** Limits as a project file may write them: the inverse of the check. */
export function describeLimits(limits: RunLimits): RunLimitsDescription {
  return Object.fromEntries(
    Object.entries(LIMITS).flatMap(([name, key]) => {
      const msec = limits[key];
      return msec === undefined ? [] : [[name, `${msec}ms`]];
    }),
  );
}

function checkLimits(table: TomlTable, problems: Problems): RunLimits {
  const path = ['run', 'limits'];
  problems.unknownKeys(table, path, Object.keys(LIMITS_KEYS));
  return Object.fromEntries(
    Object.entries(LIMITS).flatMap(([name, key]) => {
      const msec = checkDuration(table, path, name, problems);
      return msec === undefined ? [] : [[key, msec]];
    }),
  );
}

function checkDuration(
  table: TomlTable,
  path: TomlPath,
  key: string,
  problems: Problems,
): number | undefined {
  const given = table[key];
  if (given === undefined) return undefined;
  const msec = typeof given === 'string' ? parseDuration(given) : undefined;
  if (msec === undefined) {
    problems.add([...path, key], `is ${describeTomlValue(given)}, must be ${DURATION_FORM}`);
  }
  return msec;
}
