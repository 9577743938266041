/**
 * Compression of a file that grows, readable after each flush.
 *
 * @module
 */
import type { Zstd } from '../../../zstd.ts';

/** What Syntalos compresses with. */
const LEVEL = 3;
/** Content of less than this is gathered: a call costs as much as compressing 100 bytes. */
const STAGE_BYTES = 1 << 14;
/** Compressed bytes are handed out as views of memory of this size. */
const SLAB_BYTES = 1 << 18;
/** In less than this the end of a slab is not worth a call. */
const LEAST_ROOM_BYTES = 1 << 12;

/** Options of a {@link ZstdEncoder}. */
export interface ZstdEncoderOptions {
  /**
   * A thread of zstd compresses what is pushed, while its caller goes on; {@link ZstdEncoder.flush} and
   * {@link ZstdEncoder.end} wait for it. It takes some 20 MB, and zstd leaves it out of frames below 512 KiB.
   */
  readonly ownThread?: boolean;
}

/**
 * One zstd frame that grows: what was pushed before a {@link flush} can be read from the bytes so far, whether
 * the frame is ever ended or not.
 */
export class ZstdEncoder {
  readonly #context: InstanceType<Zstd['binding']['CCtx']>;
  readonly #directives: Zstd['binding']['EndDirective'];
  /** Where zstd writes to: behind the bytes that were handed out of it, which are never written again. */
  #slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  /** Of the slab: behind what was handed out, and behind what was written. */
  #slabTaken = 0;
  #slabEnd = 0;
  /** Content that is too little for a call. */
  readonly #stage: Buffer = Buffer.allocUnsafe(STAGE_BYTES);
  #stagedBytes = 0;
  #bytes: Buffer[] = [];
  #byteLength = 0;

  constructor({ binding }: Zstd, { ownThread = false }: ZstdEncoderOptions = {}) {
    const { CCtx, CParameter, EndDirective } = binding;
    this.#directives = EndDirective;
    this.#context = new CCtx();
    this.#context.setParameter(CParameter.compressionLevel, LEVEL);
    this.#context.setParameter(CParameter.checksumFlag, 1);
    if (ownThread) this.#context.setParameter(CParameter.nbWorkers, 1);
  }

  /** About the bytes that {@link take} would hand out after a {@link flush}. */
  get byteLength(): number {
    return this.#byteLength + this.#stagedBytes;
  }

  /**
   * Says how much content the next frame will hold; its header has it then.
   *
   * @param contentBytes - exactly
   */
  begin(contentBytes: number): void {
    this.#context.setPledgedSrcSize(contentBytes);
  }

  /** Adds content, which is copied or compressed when this returns. */
  push(content: Uint8Array): void {
    if (this.#stagedBytes + content.length > STAGE_BYTES) this.#runStaged(this.#directives.continue);
    if (content.length > STAGE_BYTES) {
      this.#run(content, this.#directives.continue);
      return;
    }
    this.#stage.set(content, this.#stagedBytes);
    this.#stagedBytes += content.length;
  }

  /** Ends the current block. */
  flush(): void {
    this.#runStaged(this.#directives.flush);
  }

  /** Ends the frame, with the checksum of its content. The next content begins another one. */
  end(): void {
    this.#runStaged(this.#directives.end);
  }

  /** Hands out the compressed bytes since the last call, which never change again. */
  take(): Buffer[] {
    this.#endPiece();
    const bytes = this.#bytes;
    this.#bytes = [];
    this.#byteLength = 0;
    return bytes;
  }

  #runStaged(directive: number): void {
    const content = this.#stage.subarray(0, this.#stagedBytes);
    this.#stagedBytes = 0;
    this.#run(content, directive);
  }

  #run(content: Uint8Array, directive: number): void {
    let rest = content;
    for (;;) {
      if (SLAB_BYTES - this.#slabEnd < LEAST_ROOM_BYTES) this.#beginSlab();
      const room = this.#slab.subarray(this.#slabEnd);
      const [left, produced, consumed] = this.#context.compressStream2(room, rest, directive);
      this.#slabEnd += produced;
      this.#byteLength += produced;
      rest = rest.subarray(consumed);
      if (rest.length === 0 && (directive === this.#directives.continue || left === 0)) return;
    }
  }

  #beginSlab(): void {
    this.#endPiece();
    this.#slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.#slabTaken = 0;
    this.#slabEnd = 0;
  }

  /** What the slab has since the last piece is the next one. */
  #endPiece(): void {
    if (this.#slabEnd === this.#slabTaken) return;
    this.#bytes.push(this.#slab.subarray(this.#slabTaken, this.#slabEnd));
    this.#slabTaken = this.#slabEnd;
  }
}
