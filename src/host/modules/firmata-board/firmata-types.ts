/**
 * What is used of firmata-io, which comes without types.
 *
 * @module
 */
import type { EventEmitter } from 'node:events';

/** Gets what the board sends as events `data`. */
export interface FirmataTransport extends EventEmitter {
  write(bytes: Uint8Array, written?: () => void): void;
}

/** A pin, and what it can be. */
export interface FirmataPin {
  /** Numbers of `Firmata.MODES`. */
  readonly supportedModes: readonly number[];
  /** 127: none. */
  readonly analogChannel?: number;
}

/** How a board is talked to. */
export interface FirmataOptions {
  /** After so many ms without a sign of the board it is asked for its version. */
  readonly reportVersionTimeout: number;
  /** Between two readings of analog inputs, in ms. */
  readonly samplingInterval: number;
}

/** A board. */
export interface Firmata extends EventEmitter {
  readonly MODES: Readonly<Record<'INPUT' | 'OUTPUT' | 'ANALOG' | 'PWM' | 'PULLUP', number>>;
  /** Largest values. */
  readonly RESOLUTION: { readonly PWM: number | null };
  readonly pins: readonly FirmataPin[];
  /** Pins by analog channel. */
  readonly analogPins: readonly number[];
  /** Of the protocol. */
  readonly version: { readonly major?: number; readonly minor?: number };
  /** Bytes of a message that is not complete. */
  readonly buffer: number[];
  pinMode(pinOrChannel: number, mode: number): void;
  digitalWrite(pin: number, value: number): void;
  pwmWrite(pin: number, value: number): void;
  reportDigitalPin(pin: number, on: 0 | 1): void;
  reportAnalogPin(channel: number, on: 0 | 1): void;
  reportVersion(reported: () => void): void;
  sysexCommand(message: number[]): void;
  reset(): void;
}

/** The class that the package has. */
export type FirmataConstructor = new (transport: FirmataTransport, options: FirmataOptions) => Firmata;
