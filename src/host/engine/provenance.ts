/**
 * How a recording was made, kept in it: the project as it was run, the modules' texts and packages, the
 * machine, the log and the report.
 *
 * @module
 */
import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { cpus, hostname, release, totalmem } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { messageOf } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import { packageVersion } from '../../threads/index.ts';
import { monotonicUsec } from '../../timing/index.ts';
import {
  PROVENANCE_FOLDER,
  RECORDED_PROJECT_FILE,
  recordedProjectOf,
  type Project,
  type RecordedFile,
} from '../project/index.ts';
import type { LogLine, RunReport } from '../report/index.ts';
import { commonFolder, programFilesOf } from './program-files.ts';

/** Writes what a recording says of its own making. What cannot be written is a warning, not an error. */
export class Provenance {
  readonly #folder: string;
  readonly #onWarning: (text: string) => void;
  #log: WriteStream | undefined;

  /**
   * @param recording - absolute path of the recording
   * @param onWarning - called if something cannot be kept
   */
  constructor(recording: string, onWarning: (text: string) => void) {
    this.#folder = join(recording, PROVENANCE_FOLDER);
    this.#onWarning = onWarning;
  }

  /** Writes all that is known at the start. */
  async begin(project: Project): Promise<void> {
    await this.#attempt(async () => {
      makeFolder(this.#folder);
      this.#log = createWriteStream(join(this.#folder, 'log.txt'));
      this.#log.on('error', (error) => this.#warn(error));
      if (project.file !== undefined)
        await copyFile(project.file, join(this.#folder, basename(project.file)));
      const { files, packages } = await this.#copyPrograms(project);
      await this.#writeJson(RECORDED_PROJECT_FILE, recordedProjectOf(project, files));
      await this.#writeJson('environment.json', environmentOf(packages));
    });
  }

  /** Adds a line to the log. */
  addLine({ level, module, timeUsec, text }: LogLine): void {
    const time = timeUsec === undefined ? '' : `${(timeUsec / 1e6).toFixed(6)} s`;
    this.#log?.write(`${time.padStart(16)}  ${level.padEnd(7)}  ${module ?? 'host'}: ${text}\n`);
  }

  /** Writes the report and closes the log. */
  async finish(report: RunReport): Promise<void> {
    if (this.#log === undefined) return;
    await this.close();
    // That all of the recording is gone is an error of the run already.
    if (!existsSync(this.#folder)) return;
    await this.#attempt(async () => {
      await this.#writeJson('clock-at-end.json', clockOffset());
      await this.#writeJson('report.json', report);
    });
  }

  /** Closes the log. */
  async close(): Promise<void> {
    const log = this.#log;
    this.#log = undefined;
    if (log !== undefined) await new Promise<void>((resolve) => log.end(resolve));
  }

  async #copyPrograms(project: Project): Promise<{
    files: Record<string, readonly RecordedFile[]>;
    packages: Record<string, Readonly<Record<string, string>>>;
  }> {
    const files: Record<string, readonly RecordedFile[]> = {};
    const packages: Record<string, Readonly<Record<string, string>>> = {};
    for (const { id, program } of project.modules) {
      if (program.kind === 'process') {
        files[id] = await this.#copyFiles(id, [program.path]);
      } else if (program.kind === 'file' && program.path !== '') {
        // A program that cannot be read fails when it is loaded, with its own error.
        const found = await programFilesOf(program.path).catch(() => undefined);
        files[id] = await this.#copyFiles(id, found?.paths ?? [program.path]);
        packages[id] = found?.packages ?? {};
      }
    }
    return { files, packages };
  }

  /** Copies keep the places that the files have beside each other: they import each other by them. */
  async #copyFiles(moduleId: string, paths: readonly string[]): Promise<RecordedFile[]> {
    const root = commonFolder(paths);
    const copied: RecordedFile[] = [];
    for (const path of paths) {
      const copy = join('modules', moduleId, relative(root, path));
      makeFolder(dirname(join(this.#folder, copy)));
      await writeFile(join(this.#folder, copy), await readFile(path));
      copied.push({ path, copy });
    }
    return copied;
  }

  async #writeJson(name: string, value: unknown): Promise<void> {
    await writeFile(join(this.#folder, name), `${JSON.stringify(value, undefined, 2)}\n`);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    this.#onWarning(`The recording does not keep how it was made: ${messageOf(error)}`);
  }
}

/** Programs, machine and clock of a run. */
function environmentOf(modulePackages: Readonly<Record<string, Readonly<Record<string, string>>>>): unknown {
  const [cpu] = cpus();
  return {
    package: packageVersion(),
    versions: process.versions,
    modulePackages,
    machine: {
      name: hostname(),
      platform: process.platform,
      architecture: process.arch,
      release: release(),
      cpu: cpu?.model ?? '',
      cores: cpus().length,
      memoryBytes: totalmem(),
    },
    clock: clockOffset(),
  };
}

/** What to add to times of the master clock to get wall time, in µs since 1970; it moves as that is set. */
function clockOffset(): { readonly wallTime: string; readonly wallMinusMonotonicUsec: number } {
  return {
    wallTime: new Date().toISOString(),
    wallMinusMonotonicUsec: Math.round(Date.now() * 1000 - monotonicUsec()),
  };
}
