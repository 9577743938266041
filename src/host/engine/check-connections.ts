/**
 * Checks connections against the ports that its modules have registered.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { canConnect, dataTypeName, type DataType } from '../../types/index.ts';
import { formatPortRef, type ProjectConnection } from '../project/index.ts';
import type { ModuleRecord } from './module-record.ts';

/**
 * @throws `ERR_SYNTALOS_PORT` for a port that does not exist, `ERR_SYNTALOS_PORT_TYPE_MISMATCH` for
 *   types that do not convert; each names the connection and what there is
 */
export function checkConnections(
  connections: readonly ProjectConnection[],
  records: ReadonlyMap<string, ModuleRecord>,
): void {
  for (const connection of connections) checkConnection(connection, records);
}

function checkConnection(connection: ProjectConnection, records: ReadonlyMap<string, ModuleRecord>): void {
  const { from, to } = connection;
  const what = `Cannot connect ${formatPortRef(from)} to ${formatPortRef(to)}`;
  const output = records.get(from.module)?.outputs;
  const input = records.get(to.module)?.inputs;
  const sourceType = output?.get(from.port)?.change.dataType;
  if (sourceType === undefined) {
    throw portError(what, from.module, 'output', from.port, output?.keys() ?? []);
  }
  const targetType = input?.get(to.port)?.dataType;
  if (targetType === undefined) throw portError(what, to.module, 'input', to.port, input?.keys() ?? []);
  if (!canConnect(sourceType as DataType, targetType as DataType)) {
    throw new SyntalosError(
      'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
      `${what}: ${dataTypeName(sourceType)} does not convert to ${dataTypeName(targetType)}`,
      { details: { from: formatPortRef(from), to: formatPortRef(to), sourceType, targetType } },
    );
  }
}

function portError(
  what: string,
  module: string,
  direction: 'input' | 'output',
  port: string,
  known: Iterable<string>,
): SyntalosError {
  const ports = [...known];
  const has = ports.length === 0 ? `no ${direction} ports` : `the ${direction} ports ${ports.join(', ')}`;
  return new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `${what}: module "${module}" has no ${direction} port "${port}", it has ${has}`,
    {
      details: { module, port, direction },
    },
  );
}
