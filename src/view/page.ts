/**
 * One page, or another program, that looks: what it has open, and what it is to get.
 *
 * It gets the newest and never a backlog: while what was sent has not left, nothing is added but what happens once.
 *
 * @module
 */
import { openPreview, type Preview, type PreviewSource } from './previews/index.ts';
import { PictureBudget } from './picture-budget.ts';
import {
  encodePicture,
  type ClientMessage,
  type OpenOptions,
  type ServerMessage,
  type ViewLogLine,
} from './protocol.ts';

/** The socket of a page, as far as it is used. */
export interface PageSocket {
  /** Bytes that were sent and have not left. */
  readonly bufferedAmount: number;
  send(data: string | Uint8Array): void;
}

/** What a page is shown of. */
export interface PageWorld {
  /** The output of this id, if its items can be seen. */
  sourceOf(output: string): PreviewSource | undefined;
  onStop(): void;
}

/** Outputs that a page has open at a time. */
const MAX_OPEN = 24;
/** A page with more bytes on their way gets nothing new. */
const MAX_BUFFERED_BYTES = 256 * 1024;
/** Lines of the log that wait for a slow page. */
const MAX_LOG_LINES = 500;

interface OpenOutput {
  readonly output: string;
  options: OpenOptions;
  /** Unset while the output cannot be seen: before its run is prepared. */
  preview: Preview | undefined;
}

/** One who looks. */
export class Page {
  readonly #socket: PageSocket;
  readonly #world: PageWorld;
  readonly #budget = new PictureBudget();
  readonly #open = new Map<string, OpenOutput>();
  #lines: ViewLogLine[] = [];
  #linesLeftOut = 0;
  #isVisible = true;
  /** Where the next look begins, so that each output gets its turn. */
  #turn = 0;

  constructor(socket: PageSocket, world: PageWorld) {
    this.#socket = socket;
    this.#world = world;
  }

  /** Whether it has nothing on its way that it should take first. */
  get isKeepingUp(): boolean {
    return this.#socket.bufferedAmount <= MAX_BUFFERED_BYTES;
  }

  /** What it looks at: outputs as `module:port`. */
  get lookedAt(): readonly string[] {
    return this.#isVisible ? [...this.#open.keys()] : [];
  }

  /** Sends what happens once. */
  send(message: ServerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** Sends what the next one replaces, unless the page is behind. */
  update(message: ServerMessage): void {
    if (this.isKeepingUp) this.send(message);
  }

  /** Adds lines of the log; of a page that is behind, the newest are kept. */
  log(lines: readonly ViewLogLine[]): void {
    this.#lines.push(...lines);
    const tooMany = Math.max(0, this.#lines.length - MAX_LOG_LINES);
    this.#lines.splice(0, tooMany);
    this.#linesLeftOut += tooMany;
    this.#flushLog();
  }

  /** Does what the page asks for. */
  obey(message: ClientMessage): void {
    switch (message.kind) {
      case 'open':
        this.#look(message.output, message);
        break;
      case 'close':
        this.#open.get(message.output)?.preview?.close();
        this.#open.delete(message.output);
        break;
      case 'visible':
        this.#isVisible = message.isVisible;
        break;
      case 'stop':
        this.#world.onStop();
        break;
    }
  }

  /** The rings are other ones: looks at them anew. */
  attach(): void {
    for (const open of this.#open.values()) {
      open.preview?.close();
      open.preview = this.#previewOf(open.output, open.options);
    }
  }

  /** Sends what is new of the open outputs. */
  look(nowMsec: number): void {
    this.#flushLog();
    if (!this.#isVisible) return;
    const all = [...this.#open.values()];
    for (let i = 0; i < all.length; i++) {
      if (!this.isKeepingUp) return;
      const { output, preview } = all[(this.#turn + i) % all.length]!;
      if (preview !== undefined) this.#send(output, preview, nowMsec);
    }
    this.#turn = all.length === 0 ? 0 : (this.#turn + 1) % all.length;
  }

  close(): void {
    for (const { preview } of this.#open.values()) preview?.close();
    this.#open.clear();
  }

  #look(output: string, options: OpenOptions): void {
    const known = this.#open.get(output);
    if (known !== undefined) {
      known.options = options;
      known.preview?.setOptions(options);
      return;
    }
    if (this.#open.size >= MAX_OPEN) {
      this.send({ kind: 'problem', text: `No more than ${MAX_OPEN} outputs can be open at a time` });
      return;
    }
    this.#open.set(output, { output, options, preview: this.#previewOf(output, options) });
  }

  #previewOf(output: string, options: OpenOptions): Preview | undefined {
    const source = this.#world.sourceOf(output);
    if (source === undefined) return undefined;
    const preview = openPreview(source);
    preview.setOptions(options);
    return preview;
  }

  #send(output: string, preview: Preview, nowMsec: number): void {
    const { isPicture } = preview;
    if (isPicture && !this.#budget.mayTake(nowMsec)) return;
    const item = preview.take();
    if (item?.kind === 'picture') {
      const bytes = encodePicture(item.picture);
      this.#budget.take(bytes.length);
      this.#socket.send(bytes);
    } else if (item !== undefined) {
      this.send({ kind: 'data', output, skipped: preview.skippedCount, data: item.data });
    }
  }

  #flushLog(): void {
    if (this.#lines.length === 0 || !this.isKeepingUp) return;
    this.send({ kind: 'log', lines: this.#lines, leftOut: this.#linesLeftOut });
    this.#lines = [];
    this.#linesLeftOut = 0;
  }
}
