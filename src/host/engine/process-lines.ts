/**
 * Takes into a module's record what its process says in lines of its error output.
 *
 * @module
 */
import { readLogLine } from '../../ipc/index.ts';
import type { ModuleRecord } from './module-record.ts';

/** Warnings and figures that are kept; the log has them all. */
const MAX_LINES = 1_000;

/**
 * Takes a line that has a meaning.
 *
 * @returns false for any other line: it is for the log
 */
export function takeLine(record: ModuleRecord, line: string): boolean {
  const message = readLogLine(line);
  if (message === undefined) return false;
  if (message.kind === 'figure') {
    if (record.figures.size >= MAX_LINES) return false;
    record.setFigure(message.name, message.value, message.unit);
    return true;
  }
  record.takeLeftItems(message.message);
  if (record.warnings.length >= MAX_LINES) return false;
  record.warn(message.message);
  return true;
}
