/**
 * Takes a close look at the parts of a run.
 *
 * @module
 */
import type { ProjectConnection } from '../project/index.ts';
import type { ConnectionDetails, ModuleDetails, OutputDetails, RunDetails } from '../run-details.ts';
import type { ModuleRecord } from './module-record.ts';
import { typeNameOf, type PortMeter } from './port-meter.ts';
import type { RunParts } from './run-steps.ts';

/**
 * How a run is at the moment.
 *
 * @param meters - those of its ports
 * @param nowMsec - on any steady clock
 */
export function runDetailsOf(
  parts: RunParts,
  meters: readonly PortMeter[],
  nowMsec: number,
): Omit<RunDetails, 'outFolder'> {
  const { life, durationMsec, project, records, wiring } = parts;
  const meterOf = (direction: 'input' | 'output', ref: ProjectConnection['from']): PortMeter | undefined =>
    meters.find(
      (meter) =>
        meter.direction === direction && meter.ref.module === ref.module && meter.ref.port === ref.port,
    );
  return {
    project: project.name,
    phase: life.phase,
    elapsedMsec: (life.runTimeUsec() ?? 0) / 1000,
    ...(durationMsec === undefined ? {} : { durationMsec }),
    modules: [...records.values()].map(moduleOf),
    connections:
      meters.length === 0
        ? []
        : wiring.connections.map((connection) => ({
            from: connection.from,
            to: connection.to,
            dataType: typeNameOf(wiring.outputOf(connection.from)?.change.dataType),
            ...countsOf(meterOf('input', connection.to), meterOf('output', connection.from), nowMsec),
          })),
    outputs: [...records.values()].flatMap(outputsOf),
  };
}

function moduleOf(record: ModuleRecord): ModuleDetails {
  const { id, module, status, figures, running } = record;
  return {
    id,
    name: module.name,
    use: module.use,
    state: record.reportState,
    status,
    figures: Object.fromEntries(figures),
    threadIds: running?.threadIds ?? [],
    ...(running?.processId === undefined ? {} : { processId: running.processId }),
  };
}

/** Of a connection between two processes, nothing is known here. */
function countsOf(
  input: PortMeter | undefined,
  output: PortMeter | undefined,
  nowMsec: number,
): Omit<ConnectionDetails, 'from' | 'to' | 'dataType'> {
  const progress = input?.progress(nowMsec, []);
  const latency = input?.latency();
  return {
    policy: input?.policy ?? 'block',
    items: progress?.items ?? 0,
    bytes: input?.counts().byteCount ?? 0,
    itemsPerSec: progress?.itemsPerSec ?? 0,
    inFlight: progress?.inFlight ?? 0,
    fullness: input?.fullness ?? 0,
    skipped: progress?.skipped ?? 0,
    heldBackUsec: output?.counts().heldBackUsec ?? 0,
    ...(latency === undefined ? {} : { latency }),
  };
}

function outputsOf({ id, module, outputs }: ModuleRecord): OutputDetails[] {
  return [...outputs.values()].map(({ change, ring: own, shownRing }) => {
    const ring = own ?? shownRing;
    return {
      module: id,
      port: change.id,
      title: change.title,
      dataType: change.dataType,
      metadata: change.metadata,
      isVisible: ring !== undefined || module.machine !== undefined,
      ...(ring === undefined ? {} : { ring }),
    };
  });
}
