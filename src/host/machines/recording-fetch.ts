/**
 * Fetches what was recorded on another machine into the host's recording.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { open, rename, rm, stat } from 'node:fs/promises';
import { createReadStream, existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ATTRIBUTES_FILE, MANIFEST_FILE } from '../../edl/unit-name.ts';
import { SyntalosError } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import { writeToDisk } from '../engine/disk-sync.ts';
import { formatBytes, formatCount, formatSpan } from '../report/index.ts';
import { CARRIERS, type RecordedFileFacts } from './agent-protocol.ts';
import { innerPath } from './inner-path.ts';
import type { MachineSession } from './machine-session.ts';
import { writeJson } from './read-message.ts';

/** A file comes in chunks of this many bytes. */
export const CHUNK_BYTES: number = 512 * 1024;
/** Chunks that are asked for before the first of them has come. */
const CHUNKS_UNDER_WAY = 8;
/** Files that the disk is asked to write side by side. */
const WRITES_AT_ONCE = 16;
/** What a disk reads at least. */
const LEAST_BYTES_PER_MSEC = 10_000;
/** Files that the host and a machine may both have, of a group that both record in. */
const UNIT_FILES: ReadonlySet<string> = new Set([MANIFEST_FILE, ATTRIBUTES_FILE]);
/** How far it is, is said this often, in ms. */
const PROGRESS_MSEC = 2_000;
/** First byte of an answer: a chunk of the file follows, or text that says why there is none. */
export const FileAnswer = { chunk: 0, failure: 1 } as const;

/** Options of {@link fetchRecording}. */
export interface FetchOptions {
  readonly session: MachineSession;
  readonly files: readonly RecordedFileFacts[];
  /** Absolute path of the host's recording. */
  readonly folder: string;
  /** Gets how far it is. */
  readonly onInfo: (text: string) => void;
}

/**
 * Fetches file after file; one that came in part before is continued. Those of the machine are gone only when all are on
 * the disk here.
 *
 * Of what describes a group that both have, the host's stays as it is.
 *
 * @throws `ERR_SYNTALOS_MACHINE` - the machine is gone, it names a file outside of the recording, or one is not the same
 *   here and there; what the system says of a file that cannot be written
 */
export async function fetchRecording(options: FetchOptions): Promise<void> {
  const { session, files, folder, onInfo } = options;
  const chunks = new Chunks(session);
  const progress = new FetchProgress(session.machine, files, onInfo);
  const targets: string[] = [];
  for (const file of files) {
    const target = innerPath(folder, file.path);
    if (target === undefined) throw leadsOut(session, file.path);
    if (!existsSync(target)) {
      makeFolder(dirname(target));
      await fetchFile(file, target, { session, chunks, progress });
    } else {
      const isOfBoth = UNIT_FILES.has(basename(target));
      if (!isOfBoth && !(await isSame(session, file, target))) throw differs(session, file.path, target);
      progress.add(file.bytes);
    }
    targets.push(target);
  }
  await writeAllToDisk(targets, resolve(folder));
  await session.ask('the end of the recording there', (calls) => calls.discardRecording());
  progress.end();
}

async function fetchFile(
  { path, bytes }: RecordedFileFacts,
  target: string,
  { session, chunks, progress }: Pick<FetchOptions, 'session'> & { chunks: Chunks; progress: FetchProgress },
): Promise<void> {
  const part = `${target}.part`;
  const file = await open(part, 'a');
  try {
    const from = (await stat(part)).size;
    progress.add(from);
    await chunks.read({ path, from, to: bytes }, async (chunk) => {
      await file.appendFile(chunk);
      progress.add(chunk.byteLength);
    });
  } finally {
    await file.close();
  }
  if (!(await isSame(session, { path, bytes }, part))) {
    await rm(part);
    throw differs(session, path, target);
  }
  await rename(part, target);
}

/** Files, and the folders from theirs up to `root`. Side by side: a file system writes many in one go. */
async function writeAllToDisk(files: readonly string[], root: string): Promise<void> {
  const folders = new Set([root]);
  for (const file of files) {
    for (let above = dirname(file); above !== root; above = dirname(above)) folders.add(above);
  }
  const paths = [...files, ...folders];
  for (let at = 0; at < paths.length; at += WRITES_AT_ONCE) {
    await Promise.all(paths.slice(at, at + WRITES_AT_ONCE).map(writeToDisk));
  }
}

/** Whether a file here is the one of the machine. */
async function isSame(
  session: MachineSession,
  { path, bytes }: RecordedFileFacts,
  target: string,
): Promise<boolean> {
  const [ours, theirs] = await Promise.all([
    checksumOf(target),
    session.ask(`the checksum of "${path}"`, (calls) => calls.checksum(path), bytes / LEAST_BYTES_PER_MSEC),
  ]);
  return ours === theirs;
}

function differs({ machine }: MachineSession, path: string, target: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_MACHINE', `"${path}" is not the same here and there`, {
    details: { machine, path: target },
  });
}

function leadsOut({ machine }: MachineSession, path: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_MACHINE', `"${path}" leads out of the recording`, {
    details: { machine, path },
  });
}

/** SHA-256 of a file, in hexadecimal. */
export async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Says now and then how far it is. */
class FetchProgress {
  readonly #machine: string;
  readonly #totalBytes: number;
  readonly #fileCount: number;
  readonly #onInfo: (text: string) => void;
  readonly #sinceMsec = performance.now();
  #saidMsec = performance.now();
  #bytes = 0;

  constructor(machine: string, files: readonly RecordedFileFacts[], onInfo: (text: string) => void) {
    this.#machine = machine;
    this.#totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#fileCount = files.length;
    this.#onInfo = onInfo;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    const nowMsec = performance.now();
    if (nowMsec - this.#saidMsec < PROGRESS_MSEC) return;
    this.#saidMsec = nowMsec;
    const done = `${formatBytes(this.#bytes)} of ${formatBytes(this.#totalBytes)}`;
    this.#onInfo(`fetching what machine "${this.#machine}" recorded: ${done}`);
  }

  end(): void {
    const what = `${formatCount(this.#fileCount, 'file')}, ${formatBytes(this.#totalBytes)}`;
    const time = formatSpan(performance.now() - this.#sinceMsec);
    this.#onInfo(`fetched what machine "${this.#machine}" recorded: ${what} in ${time}`);
  }
}

/** Reads files of an agent. */
class Chunks {
  readonly #session: MachineSession;
  readonly #carrier: ReturnType<MachineSession['carrier']>;
  readonly #waiting: ((answer: Uint8Array) => void)[] = [];

  constructor(session: MachineSession) {
    this.#session = session;
    this.#carrier = session.carrier(CARRIERS.files);
    // Answers come in the order of the questions.
    this.#carrier.onEnvelope((answer) => this.#waiting.shift()?.(answer));
  }

  /** Reads some bytes of a file, in order; several questions are under way at once. */
  async read(
    part: { readonly path: string; readonly from: number; readonly to: number },
    write: (chunk: Uint8Array) => Promise<unknown>,
  ): Promise<void> {
    const { path, from, to } = part;
    const asked: Promise<Uint8Array>[] = [];
    for (let at = from; at < to || asked.length > 0;) {
      for (; at < to && asked.length < CHUNKS_UNDER_WAY; at += CHUNK_BYTES) {
        const chunk = this.#ask(path, at);
        chunk.catch(() => undefined); // heard of where it is written; after a failure, no more
        asked.push(chunk);
      }
      await write(await this.#session.ask(`fetching "${path}"`, () => asked.shift()!));
    }
  }

  async #ask(path: string, at: number): Promise<Uint8Array> {
    this.#carrier.post(writeJson({ path, at }), {});
    const answer = await new Promise<Uint8Array>((resolve) => this.#waiting.push(resolve));
    if (answer[0] === FileAnswer.chunk) return answer.subarray(1);
    const { machine } = this.#session;
    throw new SyntalosError(
      'ERR_SYNTALOS_MACHINE',
      `Cannot fetch "${path}" from machine "${machine}": ${new TextDecoder().decode(answer.subarray(1))}`,
      { details: { machine } },
    );
  }
}
