/**
 * What is known of a run, as the facts that its report is made of.
 *
 * @module
 */
import type { Project } from '../project/index.ts';
import {
  DEFAULT_LATE_PERCENT,
  type MachineReport,
  type ModuleReport,
  type RunError,
  type RunFacts,
  type SourceReport,
} from '../report/index.ts';
import type { ModuleRecord } from './module-record.ts';
import type { PortMeter } from './port-meter.ts';
import type { RunLife } from './run-life.ts';
import type { RunLog } from './run-log.ts';

/** What the facts are taken from. */
export interface RunFactsSources {
  readonly project: Project;
  readonly runUuid: string;
  /** Absolute path of the recording; unset if there is none. */
  readonly outFolder: string | undefined;
  readonly life: RunLife;
  readonly log: Pick<RunLog, 'errors' | 'warnings'>;
  readonly records: readonly ModuleRecord[];
  readonly meters: readonly PortMeter[];
  readonly sources: readonly SourceReport[];
  readonly machines: readonly MachineReport[];
}

/** Takes the facts as they are now. */
export function runFactsOf(sources: RunFactsSources): RunFacts {
  const { project, life, log, records, meters, outFolder } = sources;
  const { durationMsec } = life;
  return {
    project: { name: project.name, ...(project.file === undefined ? {} : { file: project.file }) },
    runUuid: sources.runUuid,
    startTime: life.startTime.toISOString(),
    durationMsec,
    subject: project.run.subject,
    experiment: project.run.experiment,
    ...(outFolder === undefined ? {} : { outFolder }),
    stopReason: life.stopReason ?? '',
    killed: life.isKilled,
    modules: records.map(moduleReportOf),
    ...(sources.machines.length === 0 ? {} : { machines: sources.machines }),
    ports: meters.map((meter) => meter.report(durationMsec)),
    sources: sources.sources,
    latePercent: project.run.latePercent ?? DEFAULT_LATE_PERCENT,
    errors: [...log.errors, ...records.flatMap(({ errors }) => errors)].sort(byTime),
    warnings: log.warnings,
  };
}

function moduleReportOf(record: ModuleRecord): ModuleReport {
  return {
    id: record.id,
    name: record.module.name,
    use: record.module.use,
    ...(record.module.machine === undefined ? {} : { machine: record.module.machine }),
    state: record.reportState,
    stepsMsec: record.stepsMsec,
    errors: record.errors,
    warnings: record.warnings,
    statusMessages: record.statusMessages,
    synchronizers: record.synchronizers,
    figures: Object.fromEntries(record.figures),
    ...(record.left.length === 0 ? {} : { left: record.left }),
  };
}

/** Errors from before the start come first. */
function byTime(a: RunError, b: RunError): number {
  return (a.timeUsec ?? 0) - (b.timeUsec ?? 0);
}
