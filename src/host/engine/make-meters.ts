/**
 * A meter for each port of a run of which the host sees what passes it.
 *
 * @module
 */
import { formatPortRef, type PortRef, type ProjectConnection } from '../project/index.ts';
import type { ModuleCounters } from './module-counters.ts';
import type { ModuleRecord } from './module-record.ts';
import { PortMeter } from './port-meter.ts';
import { receivedCounter, sentCounter } from './process-counters.ts';
import type { ProcessLinks } from './process-links.ts';

/**
 * Makes the meters of all ports of embedded modules, and of ports of processes that are connected to
 * those: what passes between two processes the host does not see.
 *
 * @param records - modules that have registered their ports
 */
export function makeMeters(
  records: ReadonlyMap<string, ModuleRecord>,
  connections: readonly ProjectConnection[],
  links: ProcessLinks,
): PortMeter[] {
  const meters = [...records.values()].flatMap((record) => {
    const counters = record.running?.counters;
    return counters === undefined ? [] : metersOf(record, counters, connections);
  });
  const meterOf = ({ module, port }: PortRef, direction: 'input' | 'output'): PortMeter | undefined =>
    meters.find((meter) => {
      return meter.direction === direction && meter.ref.module === module && meter.ref.port === port;
    });
  const ofProcesses = new Map<string, PortMeter>();
  for (const connection of connections) {
    const { from, to } = connection;
    const source = meterOf(from, 'output');
    const reader = meterOf(to, 'input');
    const moved = () => links.movedOf(from);
    if (source !== undefined && reader === undefined) {
      const port = { id: to.port, direction: 'input' } as const;
      const record = records.get(to.module)!;
      const counter = sentCounter(moved);
      record.onStopped(() => counter.noteStopped());
      const meter = new PortMeter(record, port, counter, connection);
      ofProcesses.set(`to ${formatPortRef(to)}`, meter);
    } else if (source === undefined && reader !== undefined) {
      const port = { id: from.port, direction: 'output' } as const;
      const meter = new PortMeter(records.get(from.module)!, port, receivedCounter(reader, moved));
      ofProcesses.set(`from ${formatPortRef(from)}`, meter);
    }
  }
  return [...meters, ...ofProcesses.values()];
}

/** Those of a module that is no process: it counts by the order of its ports. */
function metersOf(
  record: ModuleRecord,
  counters: ModuleCounters,
  connections: readonly ProjectConnection[],
): PortMeter[] {
  const inputs = [...record.inputs.keys()].map((id, index) => {
    const connection = connections.find(({ to }) => to.module === record.id && to.port === id);
    const counts = () => counters.inputCounts(index);
    const latency = () => counters.inputLatency(index);
    const claim = () => counters.inputClaim(index);
    return new PortMeter(record, { id, direction: 'input' }, { counts, latency, claim }, connection);
  });
  const outputs = [...record.outputs.keys()].map((id, index) => {
    const counts = () => counters.outputCounts(index);
    return new PortMeter(record, { id, direction: 'output' }, { counts, latency: () => undefined });
  });
  return [...inputs, ...outputs];
}
