/**
 * Writes a report to a file.
 *
 * @module
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SyntalosError, messageOf } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import type { RunReport } from './run-report.ts';

/**
 * Writes a report as JSON, whole or not at all; makes the folder if it is missing.
 *
 * @throws `ERR_SYNTALOS_STORAGE` - when the file cannot be written
 */
export async function writeReport(report: RunReport, file: string): Promise<void> {
  const path = resolve(file);
  const unfinished = `${path}.${process.pid}.part`;
  try {
    makeFolder(dirname(path));
    await writeFile(unfinished, `${JSON.stringify(report, undefined, 2)}\n`);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot write report "${file}": ${messageOf(error)}`, {
      cause: error,
      details: { path },
    });
  }
}
