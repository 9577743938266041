/**
 * Takes the events of a module into its record.
 *
 * @module
 */
import { assertNever, type ErrorRecord } from '../../errors.ts';
import type { ErrorCause, ModuleEvent } from '../../ipc/index.ts';
import type { ModuleRecord } from './module-record.ts';

/** Notes one event. */
export function takeEvent(record: ModuleRecord, event: ModuleEvent): void {
  const { id, listener } = record;
  switch (event.kind) {
    case 'error':
      takeError(record, event);
      break;
    case 'stateChange':
      record.setState(event.state);
      break;
    case 'statusMessage':
      record.addStatus(event.text);
      break;
    case 'warning':
      record.warn(event.message);
      break;
    case 'figure':
      record.setFigure(event.name, event.value, event.unit);
      break;
    case 'syncDetails':
      listener.onInfo(id, record.sync(event.id).setDetails(event.strategies, event.toleranceUsec));
      break;
    case 'syncOffset':
      listener.onInfo(id, record.sync(event.id).addOffset(event.offsetUsec));
      break;
    default:
      assertNever(event);
  }
}

function takeError(record: ModuleRecord, event: Extract<ModuleEvent, { kind: 'error' }>): void {
  const title = event.title === '' ? '' : `${event.title}: `;
  const error: ErrorRecord = {
    name: 'SyntalosError',
    message: `${title}${event.message}`,
    // A process' error has no code: Syntalos' wire carries only texts.
    code: event.code === '' ? 'ERR_SYNTALOS_MODULE' : event.code,
    ...(event.stack === '' ? {} : { stack: event.stack }),
    details: { module: record.id },
    ...chainOf(event.causes),
  };
  if (error.code === 'ERR_SYNTALOS_THREAD_GONE') failOnceEnded(record, error);
  else record.addError(error);
}

/**
 * A crash is reported twice: by the supervisor, which does not know why, and by the thread's end, which
 * does. The supervisor's word counts only if nothing else was said.
 */
function failOnceEnded(record: ModuleRecord, error: ErrorRecord): void {
  void record.running?.ended.then(() => {
    if (record.errors.length === 0 && !record.isLeaving) record.addError(error);
  });
}

/** The errors that led to one, as its field. */
function chainOf(causes: readonly ErrorCause[]): { readonly cause?: ErrorRecord } {
  return causes.reduceRight<{ readonly cause?: ErrorRecord }>(
    (behind, { name, message, code, stack }) => ({
      cause: {
        name,
        message,
        ...(code === '' ? {} : { code }),
        ...(stack === '' ? {} : { stack }),
        ...behind,
      },
    }),
    {},
  );
}
