/**
 * What a user asks of a run while it goes on: signals and keys, as intentions.
 *
 * @module
 */
import type { CliWorld } from './world.ts';

/** What the user wants. */
export type UserIntent =
  /** End the run and save; said again: end it at once. */
  | { readonly kind: 'stop'; readonly by: 'Ctrl-C' | 'key q' | 'the page' | 'SIGTERM' | 'SIGHUP' | 'Ctrl-\\' }
  | { readonly kind: 'show-settings' }
  | { readonly kind: 'show-display' };

/** The keys, for the last line of the live view. */
export const KEY_HELP = 'Keys: q stop and save · s settings · d display · Ctrl-C twice quits at once';

const KEYS: Readonly<Record<string, UserIntent>> = {
  q: { kind: 'stop', by: 'key q' },
  s: { kind: 'show-settings' },
  d: { kind: 'show-display' },
  // In raw mode a terminal sends what would else be signals.
  '\u0003': { kind: 'stop', by: 'Ctrl-C' },
  '\u001c': { kind: 'stop', by: 'Ctrl-\\' },
};

/** Listens to the user until it is closed, then leaves the terminal as it was. */
export class UserControl {
  readonly #world: CliWorld;
  readonly #onIntent: (intent: UserIntent) => void;
  readonly #hasKeys: boolean;
  #closed = false;

  constructor(world: CliWorld, onIntent: (intent: UserIntent) => void) {
    this.#world = world;
    this.#onIntent = onIntent;
    this.#hasKeys = takesKeys(world);
    world.signals.on('SIGINT', this.#onSigint);
    world.signals.on('SIGTERM', this.#onSigterm);
    world.signals.on('SIGHUP', this.#onSighup);
    if (this.#hasKeys) {
      world.stdin.setRawMode?.(true);
      world.stdin.on('data', this.#onKey);
      world.stdin.resume();
    }
  }

  /** Gives signals and keys back; idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const { signals, stdin } = this.#world;
    signals.off('SIGINT', this.#onSigint);
    signals.off('SIGTERM', this.#onSigterm);
    signals.off('SIGHUP', this.#onSighup);
    if (this.#hasKeys) {
      stdin.off('data', this.#onKey);
      stdin.setRawMode?.(false);
      // A stream that flows holds the process.
      stdin.pause();
    }
  }

  readonly #onSigint = (): void => this.#onIntent({ kind: 'stop', by: 'Ctrl-C' });
  readonly #onSigterm = (): void => this.#onIntent({ kind: 'stop', by: 'SIGTERM' });
  readonly #onSighup = (): void => this.#onIntent({ kind: 'stop', by: 'SIGHUP' });

  readonly #onKey = (data: Buffer | string): void => {
    const text = data.toString();
    // An escape sequence (arrows, mouse, paste) is one event, and none of our keys.
    if (text.startsWith('\u001b')) return;
    for (const key of text) {
      const intent = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
      if (intent !== undefined) this.#onIntent(intent);
    }
  };
}

/** Whether keys can be read one by one. */
export function takesKeys(world: CliWorld): boolean {
  return world.stdin.isTTY === true && world.stdin.setRawMode !== undefined;
}
