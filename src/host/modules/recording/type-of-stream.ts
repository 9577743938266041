/**
 * The data type that a recorder's input takes from its source.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import { dataTypeName, type DataType } from '../../../types/index.ts';
import type { OwnSettings } from '../own-settings.ts';

/**
 * The type that an input takes from what is connected to it, by the name that a recorder has for it.
 *
 * @param types - what the recorder takes, by its names; the first one when nothing is connected
 * @throws ERR_SYNTALOS_PORT_TYPE_MISMATCH - when something else is connected
 */
export function typeOfStream<N extends string>(
  own: OwnSettings,
  { port, types }: { readonly port: string; readonly types: Readonly<Record<N, DataType>> },
): N {
  const names = Object.keys(types) as N[];
  const connected = own.sources[port]?.dataType;
  if (connected === undefined) return names[0]!;
  const found = names.find((name) => types[name] === connected);
  if (found !== undefined) return found;
  throw new SyntalosError(
    'ERR_SYNTALOS_PORT_TYPE_MISMATCH',
    `Cannot record what is connected to "${own.id}:${port}": it is ${dataTypeName(connected)}, this recorder takes ${names.map((name) => dataTypeName(types[name])).join(', ')}`,
    { details: { module: own.id, port } },
  );
}
