/**
 * The callbacks of a link.
 *
 * @module
 */

/** What a module's program may set on its link; each may return a promise, which is awaited. `null`: not set. */
export interface LinkCallbacks {
  /** A run is prepared: true accepts it, false refuses it. */
  onPrepare: (() => boolean | Promise<boolean>) | null;
  /** The run has started; items are delivered once it is done. */
  onStart: (() => void | Promise<void>) | null;
  /** The run has stopped, and every item was delivered. */
  onStop: (() => void | Promise<void>) | null;
  /** The user wants to see the module's settings. */
  onShowSettings: (() => void | Promise<void>) | null;
  /** The user wants to see the module's display. */
  onShowDisplay: (() => void | Promise<void>) | null;
  /** Returns the settings as bytes; `baseDir` is the absolute path of the project's folder. */
  onSaveSettings: ((baseDir: string) => Uint8Array | Promise<Uint8Array>) | null;
  /** Takes the bytes that {@link onSaveSettings} returned; false refuses them. */
  onLoadSettings: ((data: Uint8Array, baseDir: string) => boolean | Promise<boolean>) | null;
}

/** Callbacks of which none is set. */
export function noCallbacks(): LinkCallbacks {
  return {
    onPrepare: null,
    onStart: null,
    onStop: null,
    onShowSettings: null,
    onShowDisplay: null,
    onSaveSettings: null,
    onLoadSettings: null,
  };
}
