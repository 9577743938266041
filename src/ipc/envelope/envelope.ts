/**
 * Control messages as protobuf bytes (`proto/control.proto`).
 *
 * @module
 */
import { syntalos } from '#proto/control';
import { SyntalosError, messageOf } from '../../errors.ts';
import type {
  MasterRequest,
  MasterResponse,
  ModuleEvent,
  ModuleRequest,
  ModuleResponse,
} from '../messages.ts';

/** The receiver could not handle a request. */
export interface Failure {
  readonly kind: 'failure';
  readonly code: string;
  readonly message: string;
}

/** Any message body. */
export type Message = ModuleEvent | ModuleRequest | MasterRequest | ModuleResponse | MasterResponse | Failure;

/** One message with the number that pairs requests and responses (0 for events). */
export interface Envelope {
  readonly callId: number;
  readonly message: Message;
}

const { Envelope } = syntalos.control;

export function encodeEnvelope({ callId, message }: Envelope): Uint8Array {
  const { kind, ...fields } = toWire(message);
  return Envelope.encode({ callId, [kind]: fields }).finish();
}

/** @throws `ERR_SYNTALOS_CHANNEL` for bytes that are no message of the contract */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  try {
    const decoded = Envelope.decode(bytes);
    const kind: unknown = decoded['body'];
    if (typeof kind !== 'string') throw new TypeError('it has no body of a known kind');
    const fields = fieldsOf(decoded[kind] as object);
    return { callId: decoded['callId'] as number, message: fromWire(kind, fields) };
  } catch (error) {
    throw new SyntalosError(
      'ERR_SYNTALOS_CHANNEL',
      `Cannot read a control message of ${bytes.byteLength} bytes: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** The fields of a message, those that were not sent with their defaults, which protobufjs keeps in the prototype. */
function fieldsOf(message: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name in message) {
    const value = plainValue((message as Readonly<Record<string, unknown>>)[name]);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** @returns `undefined` for what is no field, or one without a default that was not sent */
function plainValue(value: unknown): unknown {
  if (typeof value === 'function' || value === null) return undefined;
  if (typeof value !== 'object' || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plainValue);
  // 64-bit fields hold µs and fit a number exactly (2^53 µs is 285 years).
  return 'toNumber' in value ? (value as { toNumber(): number }).toNumber() : fieldsOf(value);
}

/** The contract numbers what our objects name (an EDL unit's kind); all else is equal. */
function toWire(message: Message): { kind: string } & Record<string, unknown> {
  return message.kind === 'edlReserve'
    ? { ...message, unit: message.unit === 'group' ? 0 : 1 }
    : { ...message };
}

function fromWire(kind: string, fields: Record<string, unknown>): Message {
  // The contract is the check: protobufjs has given every field of this kind its type or default.
  const unit = kind === 'edlReserve' ? { unit: fields['unit'] === 0 ? 'group' : 'dataset' } : {};
  return { ...fields, ...unit, kind } as Message;
}
