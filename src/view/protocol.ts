/**
 * What the server of the live page and those who look say to each other, over one WebSocket. Types, and the frame of
 * a picture; imported by the page, too, so it knows neither Node nor the rest of the package.
 *
 * All messages are JSON texts tagged by `kind`, but for pictures, which are binary (see {@link encodePicture}). A
 * connection and an output are named as in project files: `module:port`.
 *
 * @module
 */

/** Changes with any change that an older page would not understand. */
export const VIEW_PROTOCOL = 1;

/** A module of the graph. */
export interface ViewModule {
  readonly id: string;
  readonly name: string;
  readonly use: string;
}

/** A connection of the graph: its consumer's `module:port` names it. */
export interface ViewConnection {
  readonly from: string;
  readonly to: string;
  readonly dataType: string;
  readonly policy: 'block' | 'latest';
}

/** An output port. */
export interface ViewOutput {
  readonly id: string;
  readonly title: string;
  readonly dataType: string;
  readonly metadata: Readonly<Record<string, ViewValue>>;
  /** Whether its items can be seen: not those that pass between two processes. Those of another machine come when looked at. */
  readonly isVisible: boolean;
}

/** A value of metadata as JSON has it. */
export type ViewValue =
  null | boolean | number | string | readonly ViewValue[] | { readonly [key: string]: ViewValue };

/** The graph of a run. */
export interface ViewGraph {
  readonly modules: readonly ViewModule[];
  readonly connections: readonly ViewConnection[];
  readonly outputs: readonly ViewOutput[];
}

/** What changes while a run goes on. */
export interface ViewFigures {
  readonly phase: 'loading' | 'preparing' | 'running' | 'stopping' | 'ended';
  readonly elapsedMsec: number;
  readonly durationMsec?: number;
  readonly modules: readonly ViewModuleFigures[];
  readonly connections: readonly ViewConnectionFigures[];
}

/** A module at the moment. */
export interface ViewModuleFigures {
  readonly id: string;
  readonly state: string;
  readonly status: string;
  readonly figures: readonly { readonly name: string; readonly text: string }[];
  /** Of one core, by all of its threads, over about the last second; unset where the system does not say. */
  readonly cpuShare?: number;
}

/** A connection at the moment; see `ConnectionDetails` of the host. */
export interface ViewConnectionFigures {
  readonly to: string;
  readonly items: number;
  readonly bytes: number;
  readonly itemsPerSec: number;
  readonly inFlight: number;
  readonly fullness: number;
  readonly skipped: number;
  readonly heldBackUsec: number;
  readonly p50Usec?: number;
  readonly p99Usec?: number;
}

/** A line of the log. */
export interface ViewLogLine {
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly module?: string;
  readonly timeUsec?: number;
  readonly text: string;
}

/** How a run ended. */
export interface ViewEnd {
  readonly verdict: string;
  readonly reasons: readonly string[];
  /** The summary that the terminal shows. */
  readonly summary: string;
  /** Absolute path of the recording. */
  readonly recording?: string;
  readonly errors: readonly ViewError[];
  readonly warnings: readonly string[];
}

/** An error of a run. */
export interface ViewError {
  readonly module?: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
}

/** Samples of a signal since the last message. */
export interface SignalData {
  readonly type: 'signal';
  /** In s of the run; with `isEnvelope` each time stands twice: for the least value and for the largest. */
  readonly times: readonly number[];
  /** One array per channel that was asked for, as long as `times`; null where nothing is known. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly channels: readonly number[];
  readonly channelCount: number;
  readonly isEnvelope: boolean;
}

/** What happened on lines, or which commands were given. */
export interface EventData {
  readonly type: 'events';
  readonly events: readonly {
    /** In s of the run. */
    readonly time: number;
    /** Names the row it belongs to, such as `line 3` or `START`. */
    readonly lane: string;
    /** Level of a line from now on; unset for what has none. */
    readonly value?: number;
    /** How long a pulse lasts, in s. */
    readonly duration?: number;
    readonly text: string;
  }[];
}

/** Rows of a table. */
export interface RowData {
  readonly type: 'rows';
  readonly rows: readonly { readonly sequence: number; readonly cells: readonly string[] }[];
}

/** New items of an output. */
export type StreamData = SignalData | EventData | RowData;

/** From the server. */
export type ServerMessage =
  | { readonly kind: 'hello'; readonly protocol: number; readonly version: string }
  | {
      readonly kind: 'run';
      /** Counts the runs of this server, from 1. */
      readonly run: number;
      readonly project: string;
      readonly recording?: string;
    }
  | ({ readonly kind: 'graph' } & ViewGraph)
  | ({ readonly kind: 'figures' } & ViewFigures)
  | { readonly kind: 'log'; readonly lines: readonly ViewLogLine[]; readonly leftOut: number }
  | ({ readonly kind: 'ended' } & ViewEnd)
  | {
      readonly kind: 'data';
      readonly output: string;
      /** Items that were not looked at since the output was opened. */
      readonly skipped: number;
      readonly data: StreamData;
    }
  /** Something that was asked for cannot be. */
  | { readonly kind: 'problem'; readonly text: string };

/** How an output is looked at. */
export interface OpenOptions {
  /** Of a frame: most pixels of a row that are of use. */
  readonly width?: number;
  /** Of a signal: numbers of channels, from 0. */
  readonly channels?: readonly number[];
  /** Of a signal: time between two points, in ms; all samples where it is shorter than that of two samples. */
  readonly stepMsec?: number;
}

/** From who looks. */
export type ClientMessage =
  /** Begins to look at an output, or changes how. */
  | ({ readonly kind: 'open'; readonly output: string } & OpenOptions)
  | { readonly kind: 'close'; readonly output: string }
  /** A page that nobody sees needs no data. */
  | { readonly kind: 'visible'; readonly isVisible: boolean }
  /** Ends the run and saves what it has. */
  | { readonly kind: 'stop' };

/** What a picture shows. */
export interface PictureHeader {
  readonly kind: 'picture';
  readonly output: string;
  readonly index: number;
  readonly timeUsec: number;
  /** Of the picture. */
  readonly width: number;
  readonly height: number;
  /** Bytes per pixel: 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** Of the frame. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly sourceChannels: number;
  readonly depth: string;
  /** Values that are black and white; unset where a byte is shown as it is. */
  readonly range?: readonly [number, number];
  /** Frames that were not looked at since the output was opened. */
  readonly skipped: number;
}

/** A picture, its pixels row by row, packed. */
export interface Picture extends PictureHeader {
  readonly pixels: Uint8Array;
}

/** The bytes of a picture: u32 length of the header (little-endian), the header as JSON in UTF-8, the pixels. */
export function encodePicture({ pixels, ...header }: Picture): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + head.length + pixels.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(pixels, 4 + head.length);
  return bytes;
}

/** Reads what {@link encodePicture} wrote. */
export function decodePicture(buffer: ArrayBuffer): Picture {
  const length = new DataView(buffer).getUint32(0, true);
  const head = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
  return { ...(JSON.parse(head) as PictureHeader), pixels: new Uint8Array(buffer, 4 + length) };
}
