/**
 * Checks connections against the ports that its modules have registered.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { MAX_READERS } from '../../shm/index.ts';
import { canConnect, dataTypeName, type DataType } from '../../types/index.ts';
import { formatPortRef, type ProjectConnection } from '../project/index.ts';
import type { ModuleRecord } from './module-record.ts';

/**
 * Looks at each connection.
 *
 * @returns `ERR_SYNTALOS_PORT` for a port that does not exist, `ERR_SYNTALOS_PORT_TYPE_MISMATCH` for types that do
 *   not convert; each names the connection and what there is
 */
export function connectionErrors(
  connections: readonly ProjectConnection[],
  records: ReadonlyMap<string, ModuleRecord>,
): SyntalosError[] {
  return connections.flatMap((connection) => errorOf(connection, records) ?? []);
}

/**
 * Looks for outputs that feed more inputs than one can.
 *
 * @returns `ERR_SYNTALOS_PORT` for each, with the first connection that is too much
 */
export function readerErrors(connections: readonly ProjectConnection[]): SyntalosError[] {
  const counts = new Map<string, number>();
  return connections.flatMap((connection) => {
    const { from, to } = refsOf(connection);
    const count = (counts.get(from) ?? 0) + 1;
    counts.set(from, count);
    if (count !== MAX_READERS + 1) return [];
    return new SyntalosError(
      'ERR_SYNTALOS_PORT',
      `Cannot connect ${from} to ${to}: output "${from}" feeds ${MAX_READERS} inputs already, as many as one can; let a module between pass its items on`,
      { details: { direction: 'output', from, to } },
    );
  });
}

function errorOf(
  connection: ProjectConnection,
  records: ReadonlyMap<string, ModuleRecord>,
): SyntalosError | undefined {
  const output = records.get(connection.from.module)?.outputs;
  const input = records.get(connection.to.module)?.inputs;
  const sourceType = output?.get(connection.from.port)?.change.dataType;
  if (sourceType === undefined) return portError(connection, 'output', output?.keys() ?? []);
  const targetType = input?.get(connection.to.port)?.dataType;
  if (targetType === undefined) return portError(connection, 'input', input?.keys() ?? []);
  if (canConnect(sourceType as DataType, targetType as DataType)) return undefined;
  const { from, to } = refsOf(connection);
  return new SyntalosError(
    'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
    `Cannot connect ${from} to ${to}: ${dataTypeName(sourceType)} does not convert to ${dataTypeName(targetType)}`,
    { details: { from, to, sourceType, targetType } },
  );
}

function portError(
  connection: ProjectConnection,
  direction: 'input' | 'output',
  known: Iterable<string>,
): SyntalosError {
  const { module, port } = direction === 'output' ? connection.from : connection.to;
  const { from, to } = refsOf(connection);
  const ports = [...known];
  const has = ports.length === 0 ? `no ${direction} ports` : `the ${direction} ports ${ports.join(', ')}`;
  return new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot connect ${from} to ${to}: module "${module}" has no ${direction} port "${port}", it has ${has}`,
    { details: { module, port, direction, from, to } },
  );
}

function refsOf({ from, to }: ProjectConnection): { readonly from: string; readonly to: string } {
  return { from: formatPortRef(from), to: formatPortRef(to) };
}
