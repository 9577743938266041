/**
 * Serves the requests of a module: changes of its ports, names in the recording.
 *
 * @module
 */
import { assertNever } from '../../errors.ts';
import {
  PortAction,
  type InputPortChange,
  type MasterResponse,
  type OutputPortChange,
  type RequestHandler,
  type ModuleRequest,
} from '../../ipc/index.ts';
import type { ModuleRecord } from './module-record.ts';

/** @returns the handler of a module's requests, for its channel */
export function requestsOf(record: ModuleRecord): RequestHandler<ModuleRequest, MasterResponse> {
  return (request, reply, attachment) => {
    switch (request.kind) {
      case 'inputPortChange':
        if (mayChange(record, 'input', request)) changeInput(record, request);
        reply({ kind: 'done', success: true });
        break;
      case 'outputPortChange':
        if (mayChange(record, 'output', request)) changeOutput(record, request, attachment.ring);
        reply({ kind: 'done', success: true });
        break;
      case 'edlReserve':
        reply(record.listener.reserveEdl(request.unit, request.parentRelPath, request.name));
        break;
      default:
        assertNever(request);
    }
    return Promise.resolve();
  };
}

/** Between the end of its preparation and its stop, a module's ports stay (wire protocol, section 4). */
function mayChange(
  record: ModuleRecord,
  direction: 'input' | 'output',
  { action, id }: InputPortChange | OutputPortChange,
): boolean {
  if (action === PortAction.Change || !record.arePortsFixed) return true;
  const what = action === PortAction.Add ? 'added' : 'removed';
  record.warn(`The ${direction} port "${id}" was not ${what}: a run goes on; do that in onPrepare or before`);
  return false;
}

function changeInput({ inputs }: ModuleRecord, change: InputPortChange): void {
  const known = inputs.get(change.id);
  if (change.action === PortAction.Remove) inputs.delete(change.id);
  else if (change.action === PortAction.Add) inputs.set(change.id, change);
  else if (known !== undefined) {
    const { throttleItemsPerSec } = change;
    inputs.set(change.id, { ...known, throttleItemsPerSec });
  }
}

function changeOutput(
  { outputs }: ModuleRecord,
  change: OutputPortChange,
  ring: SharedArrayBuffer | undefined,
): void {
  const known = outputs.get(change.id);
  if (change.action === PortAction.Remove) outputs.delete(change.id);
  else if (change.action === PortAction.Add) outputs.set(change.id, { change, ring: ring ?? known?.ring });
  else if (known !== undefined) known.change = { ...known.change, metadata: change.metadata };
}
