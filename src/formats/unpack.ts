/**
 * The bytes of a recorded file, unpacked if it was packed.
 *
 * @module
 */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SyntalosError, isSyntalosError, messageOf } from '../errors.ts';
import { loadZstd } from '../zstd.ts';

/** How a file is packed, by the end of its name. */
type Packing = 'none' | 'gz' | 'zst' | 'xz';

/**
 * Reads a file piece by piece; `.gz`, `.zst` and `.xz` files are unpacked.
 *
 * @param what - what the file is, for messages
 * @throws SyntalosError `ERR_SYNTALOS_STORAGE` - the file cannot be read, or is damaged: what comes
 *   before the damage was given
 */
export async function* readUnpacked(
  path: string,
  what = 'file',
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = createReadStream(path);
  try {
    for await (const piece of unpackedBy(packingOf(path), file)) yield piece;
  } catch (error) {
    if (isSyntalosError(error)) throw error;
    throw new SyntalosError('ERR_SYNTALOS_STORAGE', `Cannot read ${what} "${path}": ${messageOf(error)}`, {
      cause: error,
      details: { path },
    });
  } finally {
    file.destroy();
  }
}

/** The name of a file without the end that says how it is packed. */
export function unpackedName(path: string): string {
  return path.replace(/\.(?:gz|zst|xz)$/i, '');
}

/** Whether a file is packed. */
export function isPacked(path: string): boolean {
  return packingOf(path) !== 'none';
}

function packingOf(path: string): Packing {
  const end = /\.(gz|zst|xz)$/i.exec(path)?.[1]?.toLowerCase();
  return end === 'gz' || end === 'zst' || end === 'xz' ? end : 'none';
}

interface XzModule {
  readonly default: typeof import('xz-decompress');
}

async function* unpackedBy(packing: Packing, file: Readable): AsyncGenerator<Uint8Array, void, undefined> {
  switch (packing) {
    case 'none':
      // Streams of bytes without an encoding give buffers.
      yield* file as AsyncIterable<Buffer>;
      return;
    case 'gz':
      yield* piped(file, createGunzip());
      return;
    case 'zst': {
      const { lib } = await loadZstd('unpack a recorded file');
      yield* piped(file, new lib.DecompressStream());
      return;
    }
    case 'xz': {
      // CommonJS: Node finds none of its names.
      const { default: xz } = (await import('xz-decompress')) as unknown as XzModule;
      const unpacked = new xz.XzReadableStream(Readable.toWeb(file) as ReadableStream<Uint8Array>);
      yield* unpacked as unknown as AsyncIterable<Uint8Array>;
    }
  }
}

function piped(file: Readable, unpacker: NodeJS.ReadWriteStream & Readable): AsyncIterable<Buffer> {
  // `pipe` hands no errors on.
  file.once('error', (error) => unpacker.destroy(error));
  return file.pipe(unpacker);
}
