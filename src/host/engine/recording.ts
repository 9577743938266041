/**
 * The EDL collection of a run.
 *
 * @module
 */
import { hostname } from 'node:os';
import { existsSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { EdlCollection, EdlDataset, cleanName } from '../../edl/index.ts';
import { isSyntalosError, messageOf } from '../../errors.ts';
import { packageVersion } from '../../threads/index.ts';
import type { EdlReservation } from '../../ipc/index.ts';
import type { Project } from '../project/index.ts';
import { DiskSync } from './disk-sync.ts';
import { monikerOf } from './moniker.ts';

/** How often a run looks whether its recording is still there, in ms. */
const WATCH_MSEC = 1_000;
/** How often a folder name is tried with another number behind it. */
const MAX_NAME_TRIES = 100;

/** What is known of a run at its end. */
export interface RunOutcome {
  readonly recordingLengthMsec: number;
  readonly success: boolean;
  /** Why it failed, the most important first; empty if it did not. */
  readonly failures: readonly string[];
}

/** The recording that a run writes. */
export class Recording {
  readonly #collection: EdlCollection;

  /** Folder above the recording, if this made it. */
  readonly #madeFolder: string | undefined;
  readonly #diskSync: DiskSync;

  private constructor(
    collection: EdlCollection,
    madeFolder: string | undefined,
    onWarning: (text: string) => void,
  ) {
    this.#collection = collection;
    this.#madeFolder = madeFolder;
    this.#diskSync = new DiskSync(collection.path, onWarning);
  }

  /**
   * Makes the folder `<out>/<date>_<time>_<name>` with its manifest.
   *
   * @param runUuid - becomes the collection's id
   * @throws `ERR_SYNTALOS_STORAGE` - when the folder cannot be written
   */
  static async create(
    project: Project,
    options: { outFolder: string; runUuid: string; now: Date; onWarning: (text: string) => void },
  ): Promise<Recording> {
    const label = cleanName(project.run.experiment === '' ? project.name : project.run.experiment);
    const isOutFolderNew = !existsSync(resolve(options.outFolder));
    const name = `${timeLabel(options.now)}_${label}`;
    for (let attempt = 1; ; attempt++) {
      const folderName = attempt === 1 ? name : `${name}-${attempt}`;
      try {
        const collection = await EdlCollection.create(join(resolve(options.outFolder), folderName), {
          name: folderName,
          collectionId: options.runUuid,
          generator: `syntalos-mlink ${packageVersion()}`,
          moniker: monikerOf(options.runUuid),
          onWarning: options.onWarning,
          attributes: {
            machine_node: `${hostname()} [${process.platform} ${process.arch}]`,
            subject_id: project.run.subject.id,
            subject_group: project.run.subject.group,
            experiment: project.run.experiment,
            success: false,
            modules: project.modules.map((module) => ({ id: module.use, name: module.name })),
          },
        });
        // Whatever happens to the run, this much is known of it on disk.
        await collection.save();
        const madeFolder = isOutFolderNew ? resolve(options.outFolder) : undefined;
        return new Recording(collection, madeFolder, options.onWarning);
      } catch (error) {
        if (!isSyntalosError(error, 'ERR_SYNTALOS_EDL_EXISTS') || attempt >= MAX_NAME_TRIES) throw error;
      }
    }
  }

  get path(): string {
    return this.#collection.path;
  }

  /**
   * Says once if the recording's folder is gone while a run goes on: it would be known only at the end.
   *
   * @returns ends the watch
   */
  watch(onGone: (text: string) => void): () => void {
    const timer = setInterval(() => {
      if (existsSync(this.path)) return;
      clearInterval(timer);
      onGone(
        `The folder of the recording "${this.path}" is gone, it was deleted, moved or renamed: put it back, or stop the run; what was deleted, and what is recorded from now on, may be lost`,
      );
    }, WATCH_MSEC);
    return () => clearInterval(timer);
  }

  /** Removes the recording: for a run that was refused before a module could write into it. */
  async discard(): Promise<void> {
    await this.#diskSync.end();
    await rm(this.path, { recursive: true, force: true });
    if (this.#madeFolder === undefined) return;
    // Another run may have put its recording there meanwhile.
    await rmdir(this.#madeFolder).catch(() => undefined);
  }

  /** Answers a module's wish for a name. */
  reserve(unit: 'group' | 'dataset', parentRelPath: string, name: string): EdlReservation {
    try {
      const absolutePath = this.#collection.names.reserve(unit, parentRelPath, name);
      return { kind: 'edlReservation', success: true, errorMessage: '', absolutePath };
    } catch (error) {
      return { kind: 'edlReservation', success: false, errorMessage: messageOf(error), absolutePath: '' };
    }
  }

  /**
   * Looks for every file that a manifest of the recording names.
   *
   * @returns paths of those that are not there, relative to the recording
   * @throws `ERR_SYNTALOS_STORAGE`, `ERR_SYNTALOS_EDL` - when the recording cannot be read any more
   */
  async missingFiles(): Promise<string[]> {
    const { path } = this.#collection;
    // That all is gone is said by the end of the recording, which finds nothing to write to.
    if (!existsSync(join(path, 'manifest.toml'))) return [];
    const saved = await EdlCollection.open(path);
    const missing: string[] = [];
    for (const unit of saved.descendants()) {
      if (!(unit instanceof EdlDataset)) continue;
      const files = [...(unit.dataFile === undefined ? [] : [unit.dataFile]), ...unit.auxFiles];
      for (const part of files.flatMap(({ parts }) => parts)) {
        if (!existsSync(part.path)) missing.push(relative(path, part.path));
      }
    }
    return missing;
  }

  /** Writes what is known of the run at its end. */
  async finish(outcome: RunOutcome): Promise<void> {
    // That the run was a success is not to be on the disk before what it recorded.
    await this.#diskSync.write();
    this.#collection.setAttribute('recording_length_msec', Math.round(outcome.recordingLengthMsec));
    this.#collection.setAttribute('success', outcome.success);
    const [reason, ...more] = outcome.failures;
    if (reason !== undefined) this.#collection.setAttribute('failure_reason', reason);
    if (more.length > 0) this.#collection.setAttribute('failure_messages', more);
    await this.#collection.save();
  }

  /** Nothing more is written: waits until all is on the disk. */
  close(): Promise<void> {
    return this.#diskSync.end();
  }
}

/** The answer to a wish for a name when there is no recording. */
export function noRecording(unit: 'group' | 'dataset', name: string): EdlReservation {
  return {
    kind: 'edlReservation',
    success: false,
    errorMessage: `Cannot create ${unit} "${name}": this run has no recording`,
    absolutePath: '',
  };
}

/** Local time as a name that sorts: `2026-11-23_08-15-00`. */
function timeLabel(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${date}_${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('-')}`;
}
