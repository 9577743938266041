/**
 * The messages of wire protocol section 4 that travel as byte slices in the stream encoding.
 *
 * @module
 */
import { StreamReader, StreamWriter } from '../../../types/index.ts';
import { SyntalosError } from '../../../errors.ts';
import {
  PortPolicy,
  type EdlReservation,
  type InputPortChange,
  type MasterRequest,
  type OutputPortChange,
  type PortAction,
  type SettingsData,
  type ModuleRequest,
} from '../../messages.ts';

type Request<K extends MasterRequest['kind'] | ModuleRequest['kind']> = Extract<
  MasterRequest | ModuleRequest,
  { kind: K }
>;

/** Least bytes of a port change: three lengths, action, type, empty metadata, throttle. */
const LEAST_PORT_CHANGE_BYTES = 1 + 8 + 8 + 4 + 8 + 4;
const UUID_BYTES = 16;

function writeChangeHead(writer: StreamWriter, change: InputPortChange | OutputPortChange): void {
  writer.u8(change.action).str(change.id).str(change.title).i32(change.dataType);
  // Metadata lies in a stream as it is encoded, without a length before it.
  writer.raw(change.metadata);
}

function readChangeHead(reader: StreamReader): Omit<InputPortChange, 'throttleItemsPerSec' | 'policy'> {
  const action = reader.u8('action');
  if (action < 1 || action > 3) {
    throw new SyntalosError(
      'ERR_SYNTALOS_DECODE',
      `Cannot read ${reader.what}: "action" is ${action}, expected 1 to 3`,
    );
  }
  return {
    action: action as PortAction,
    id: reader.str('id'),
    title: reader.str('title'),
    dataType: reader.i32('dataTypeId'),
    metadata: reader.metaMapBytes('metadata'),
  };
}

function writeInputChange(writer: StreamWriter, change: InputPortChange): void {
  writeChangeHead(writer, change);
  writer.u32(change.throttleItemsPerSec);
}

function readInputChange(reader: StreamReader): InputPortChange {
  const head = readChangeHead(reader);
  // How a slow module is treated is its own matter: the wire does not carry it.
  return { ...head, throttleItemsPerSec: reader.u32('throttleItemsPerSec'), policy: PortPolicy.Block };
}

function writeOutputChange(writer: StreamWriter, change: OutputPortChange): void {
  writeChangeHead(writer, change);
  writer.u32(change.limits.maxSenders).u32(change.limits.maxReceivers).u32(change.limits.maxNodes);
}

function readOutputChange(reader: StreamReader): OutputPortChange {
  const head = readChangeHead(reader);
  return {
    ...head,
    limits: {
      maxSenders: reader.u32('maxSenders'),
      maxReceivers: reader.u32('maxReceivers'),
      maxNodes: reader.u32('maxNodes'),
    },
  };
}

/** Reads a whole message. @throws `ERR_SYNTALOS_DECODE` - it is damaged or has bytes left */
function read<T>(what: string, bytes: Uint8Array, fields: (reader: StreamReader) => T): T {
  const reader = new StreamReader(bytes, what);
  const message = fields(reader);
  reader.end();
  return message;
}

export function encodeInputPortChange(change: InputPortChange): Uint8Array {
  const writer = new StreamWriter();
  writeInputChange(writer, change);
  return writer.finish();
}

export function decodeInputPortChange(bytes: Uint8Array): Request<'inputPortChange'> {
  return { kind: 'inputPortChange', ...read('InPortChange', bytes, readInputChange) };
}

export function encodeOutputPortChange(change: OutputPortChange): Uint8Array {
  const writer = new StreamWriter();
  writeOutputChange(writer, change);
  return writer.finish();
}

export function decodeOutputPortChange(bytes: Uint8Array): Request<'outputPortChange'> {
  return { kind: 'outputPortChange', ...read('OutPortChange', bytes, readOutputChange) };
}

export function encodeEdlReserve(request: Request<'edlReserve'>): Uint8Array {
  return new StreamWriter()
    .u8(request.unit === 'dataset' ? 1 : 0)
    .str(request.parentRelPath)
    .str(request.name)
    .finish();
}

export function decodeEdlReserve(bytes: Uint8Array): Request<'edlReserve'> {
  return read('EdlReserve', bytes, (reader) => ({
    kind: 'edlReserve',
    unit: reader.bool('kind') ? 'dataset' : 'group',
    parentRelPath: reader.str('parentRelPath'),
    name: reader.str('name'),
  }));
}

export function encodeEdlReservation(reservation: EdlReservation): Uint8Array {
  const { success, errorMessage, absolutePath } = reservation;
  return new StreamWriter().bool(success).str(errorMessage).str(absolutePath).finish();
}

export function decodeEdlReservation(bytes: Uint8Array): EdlReservation {
  return read('EdlReserve answer', bytes, (reader) => ({
    kind: 'edlReservation',
    success: reader.bool('success'),
    errorMessage: reader.str('errorMessage'),
    absolutePath: reader.str('absolutePath'),
  }));
}

export function encodeLoadScript(request: Request<'loadScript'>): Uint8Array {
  const { workingDir, venvDir, script, resetPorts } = request;
  return new StreamWriter().str(workingDir).str(venvDir).str(script).bool(resetPorts).finish();
}

export function decodeLoadScript(bytes: Uint8Array): Request<'loadScript'> {
  return read('LoadScript', bytes, (reader) => ({
    kind: 'loadScript',
    workingDir: reader.str('workingDir'),
    venvDir: reader.str('venvDir'),
    script: reader.str('script'),
    resetPorts: reader.bool('resetPorts'),
  }));
}

export function encodePortsPreset(request: Request<'setPortsPreset'>): Uint8Array {
  const writer = new StreamWriter().u64(request.inputs.length);
  for (const change of request.inputs) writeInputChange(writer, change);
  writer.u64(request.outputs.length);
  for (const change of request.outputs) writeOutputChange(writer, change);
  return writer.finish();
}

export function decodePortsPreset(bytes: Uint8Array): Request<'setPortsPreset'> {
  return read('SetPortsPresetRequest', bytes, (reader) => ({
    kind: 'setPortsPreset',
    inputs: readList(reader, 'inputs', readInputChange),
    outputs: readList(reader, 'outputs', readOutputChange),
  }));
}

function readList<T>(reader: StreamReader, field: string, readOne: (reader: StreamReader) => T): T[] {
  const list: T[] = [];
  for (let left = reader.count(LEAST_PORT_CHANGE_BYTES, field); left > 0; left--) list.push(readOne(reader));
  return list;
}

export function encodeUpdateInputMetadata(request: Request<'updateInputMetadata'>): Uint8Array {
  const writer = new StreamWriter().str(request.portId);
  writer.raw(request.metadata);
  return writer.finish();
}

export function decodeUpdateInputMetadata(bytes: Uint8Array): Request<'updateInputMetadata'> {
  return read('UpdateInputPortMetadata', bytes, (reader) => ({
    kind: 'updateInputMetadata',
    portId: reader.str('id'),
    metadata: reader.metaMapBytes('metadata'),
  }));
}

export function encodeSaveSettings(request: Request<'saveSettings'>): Uint8Array {
  return new StreamWriter().str(request.baseDir).finish();
}

export function decodeSaveSettings(bytes: Uint8Array): Request<'saveSettings'> {
  return read('SaveSettings', bytes, (reader) => ({ kind: 'saveSettings', baseDir: reader.str('baseDir') }));
}

export function encodeSettingsData(settings: SettingsData): Uint8Array {
  return new StreamWriter().bool(settings.success).bytes(settings.data).finish();
}

export function decodeSettingsData(bytes: Uint8Array): SettingsData {
  return read('SaveSettings answer', bytes, (reader) => ({
    kind: 'settingsData',
    success: reader.bool('success'),
    data: reader.bytes('data'),
  }));
}

export function encodeLoadSettings(request: Request<'loadSettings'>): Uint8Array {
  return new StreamWriter().str(request.baseDir).bytes(request.data).finish();
}

export function decodeLoadSettings(bytes: Uint8Array): Request<'loadSettings'> {
  return read('LoadSettings', bytes, (reader) => ({
    kind: 'loadSettings',
    baseDir: reader.str('baseDir'),
    data: reader.bytes('data'),
  }));
}

/** @throws `ERR_SYNTALOS_INVALID_ARGUMENT` - the run's UUID has not 16 bytes */
export function encodePrepareRun(request: Request<'prepareRun'>): Uint8Array {
  if (request.runUuid.byteLength !== UUID_BYTES) {
    throw new SyntalosError(
      'ERR_SYNTALOS_INVALID_ARGUMENT',
      `Cannot prepare a run: its UUID has ${request.runUuid.byteLength} bytes, expected ${UUID_BYTES}`,
    );
  }
  return new StreamWriter()
    .str(request.subjectId)
    .str(request.subjectGroup)
    .raw(request.runUuid)
    .str(request.edlRootPath)
    .str(request.moduleName)
    .finish();
}

export function decodePrepareRun(bytes: Uint8Array): Request<'prepareRun'> {
  return read('PrepareRun', bytes, (reader) => ({
    kind: 'prepareRun',
    subjectId: reader.str('subjectId'),
    subjectGroup: reader.str('subjectGroup'),
    runUuid: reader.raw(UUID_BYTES, 'runUuid'),
    edlRootPath: reader.str('edlRootPath'),
    moduleName: reader.str('moduleName'),
  }));
}
