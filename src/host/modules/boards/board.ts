/**
 * What an I/O board is to the module that runs it, whatever it is made of.
 *
 * @module
 */
import type { LineCommand, LineReading } from '../../../types/index.ts';

/** A board: no clock of its own and no ports, times come in with the calls. */
export interface Board {
  /** When the next pulse ends; `undefined` where there is none. */
  readonly nextChangeUsec: number | undefined;
  /** Lets time go on: ends the pulses that end until `nowUsec`. */
  advanceTo(nowUsec: number): void;
  /** Carries out a command that has come at `nowUsec`, not before any earlier one. */
  execute(command: LineCommand, nowUsec: number): void;
}

/** Where a {@link Board} reports what happens. */
export interface BoardListener {
  /** A line has another level now, or was asked for it. Readings come in the order of their time. */
  onReading(reading: LineReading): void;
  /** A command could not be carried out. */
  onRefused(command: LineCommand, why: string): void;
}
