/**
 * An error of a module as it is reported to its master.
 *
 * @module
 */
import { fromErrorRecord, messageOf, type ErrorRecord } from '../../errors.ts';
import type { ErrorCause, ModuleEvent } from '../../ipc/index.ts';

/** Errors of a chain that travel: one that is its own cause must not travel for ever. */
const MAX_CAUSES = 16;

/** The event for an error. */
export function errorEvent(record: ErrorRecord): ModuleEvent {
  return {
    kind: 'error',
    title: '', // Syntalos puts the module's name there
    message: messageOf(fromErrorRecord(record)),
    code: record.code ?? 'ERR_SYNTALOS_MODULE',
    stack: record.stack ?? '',
    causes: causesOf(record),
  };
}

function causesOf(record: ErrorRecord): ErrorCause[] {
  const causes: ErrorCause[] = [];
  for (let at = record.cause; at !== undefined && causes.length < MAX_CAUSES; at = at.cause) {
    const { name, message, code = '', stack = '' } = at;
    causes.push({ name, message, code, stack });
  }
  return causes;
}
