/**
 * Judges how a module's thread or process ended.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import { ModuleState } from '../../ipc/index.ts';
import type { ModuleRecord } from './module-record.ts';
import type { ModuleEnd, ProcessEnd, ThreadEnd } from './running-module.ts';
import { WHEN_TEXTS } from './step-texts.ts';

/** Notes what the end of a module's program means: nothing, a warning, or an error. */
export function judgeEnd(record: ModuleRecord, end: ModuleEnd): void {
  if (end.kind === 'process') judgeProcessEnd(record, end);
  else judgeThreadEnd(record, end);
}

function judgeThreadEnd(record: ModuleRecord, { code, error }: ThreadEnd): void {
  if (error !== undefined) {
    record.fail(error);
    return;
  }
  const { state, id } = record;
  if (record.isLeaving || record.errors.length > 0 || state === ModuleState.Dormant) return;
  const wasReady = state !== ModuleState.Initializing && state !== ModuleState.Unknown;
  record.fail(
    new SyntalosError(
      'ERR_SYNTALOS_ACTOR_CRASHED',
      wasReady
        ? `Module "${id}" ended (exit code ${code}) during the run`
        : `Module "${id}" ended (exit code ${code}) before it was ready: end its program with "await link.awaitDataForever()"`,
      { details: { module: id, exitCode: code } },
    ),
  );
}

/** A process that ends before it was asked to is an error, whatever its exit code. */
function judgeProcessEnd(record: ModuleRecord, end: ProcessEnd): void {
  const { id, step, module } = record;
  const { exitCode, signal } = end;
  if (end.isKilled) {
    if (step === 'shutdown') {
      record.warn(`The process of module "${id}" did not leave when it was asked to: signals ended it`);
    }
    return;
  }
  if (record.isLeaving && exitCode === 0) return;
  const remedy = exitCode === 0 ? ': it must say shutdown() when it has nothing more to do' : '';
  const how = signal === undefined ? `exit code ${exitCode}${remedy}` : `signal ${signal}`;
  record.fail(
    new SyntalosError(
      'ERR_SYNTALOS_ACTOR_CRASHED',
      `The process of module "${id}" (${module.use}) ended ${WHEN_TEXTS[step]}, with ${how}${lastOutput(end)}`,
      {
        details: {
          module: id,
          step,
          ...(exitCode === undefined ? {} : { exitCode }),
          ...(signal === undefined ? {} : { signal }),
        },
      },
    ),
  );
}

function lastOutput({ lastLines }: ProcessEnd): string {
  if (lastLines.length === 0) return '';
  const remedy = lastLines.some((line) => line.includes('ERR_UNKNOWN_FILE_EXTENSION')) ? RUN_TYPESCRIPT : '';
  return `${remedy}; its last error output:${lastLines.map((line) => `\n  ${line}`).join('')}`;
}

/** What to do if Node refused to run a `.ts` file. */
const RUN_TYPESCRIPT =
  ': that Node runs no .ts files; start the program by "node --import syntalos-mlink/register FILE.ts", or by Node 22.18 or newer';
