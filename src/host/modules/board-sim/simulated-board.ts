/**
 * The logic of a simulated I/O board: lines, levels, pulses. No clock and no ports: times come in
 * with the calls.
 *
 * @module
 */
import { LineCommandKind, type LineCommand, type LineModeFlags } from '../../../types/index.ts';
import type { Board, BoardListener } from '../boards/board.ts';
import { requestedMode, whyNotWritten, type LineMode } from '../boards/line-rules.ts';

/** How the board is wired. */
export interface BoardWiring {
  /** Lines are numbered from 0 up to, but not including, this. */
  readonly lineCount: number;
  /** Lines with a DAC: they take analog commands only, the others digital ones only. */
  readonly analogLines: readonly number[];
  /** Wires from an output line to an input line. */
  readonly loopback: readonly Wire[];
}

/** A wire between two lines of the board. */
export interface Wire {
  readonly from: number;
  readonly to: number;
}

interface Line {
  readonly id: number;
  readonly isAnalog: boolean;
  mode: LineMode;
  pullUp: boolean;
  /** What an output line is driven with. */
  driven: number;
  /** What readings last told of it. */
  level: number;
  /** When the pulse on it ends. */
  pulseEndUsec: number | undefined;
}

interface Write {
  readonly value: number;
  readonly nowUsec: number;
  /** Of a pulse. */
  readonly durationUsec?: number;
}

/**
 * A board whose lines change when commands come and pulses end.
 *
 * An output line has the level that was written; an input line that of the output which is wired to
 * it, else 1 with its pull-up resistor on and 0 without. After a pulse a line is at 0; a pulse on a
 * line that has one lasts from the later command on, and a write ends it. A device-specific command is
 * answered by a reading with its own line and value.
 */
export class SimulatedBoard implements Board {
  readonly #lines = new Map<number, Line>();
  readonly #wiring: BoardWiring;
  readonly #listener: BoardListener;

  constructor(wiring: BoardWiring, listener: BoardListener) {
    this.#wiring = wiring;
    this.#listener = listener;
  }

  /** When the next pulse ends; `undefined` where there is none. */
  get nextChangeUsec(): number | undefined {
    return this.#nextPulse()?.pulseEndUsec;
  }

  /** Lets time go on: ends the pulses that end until `nowUsec`, each at its own time. */
  advanceTo(nowUsec: number): void {
    for (let line = this.#nextPulse(); line !== undefined; line = this.#nextPulse()) {
      const endUsec = line.pulseEndUsec!;
      if (endUsec > nowUsec) return;
      this.#drive(line, 0, endUsec);
    }
  }

  /** Carries out a command that has come at `nowUsec`, not before any earlier one. */
  execute(command: LineCommand, nowUsec: number): void {
    this.advanceTo(nowUsec);
    const why = this.#tryExecute(command, nowUsec);
    if (why !== undefined) this.#listener.onRefused(command, why);
  }

  /** Carries out a command, or reports why it cannot. */
  #tryExecute(command: LineCommand, nowUsec: number): string | undefined {
    const { kind, lineId, value, durationUsec, flags } = command;
    if (lineId >= this.#wiring.lineCount) return `the board has the lines 0 to ${this.#wiring.lineCount - 1}`;
    const line = this.#line(lineId);
    switch (kind) {
      case LineCommandKind.SET_MODE:
        return this.#setMode(line, flags, nowUsec);
      case LineCommandKind.WRITE_DIGITAL:
        return this.#write(line, 'digital', { value: value === 0 ? 0 : 1, nowUsec });
      case LineCommandKind.WRITE_ANALOG:
        return this.#write(line, 'analog', { value, nowUsec });
      case LineCommandKind.WRITE_DIGITAL_PULSE:
        return this.#write(line, 'digital', { value: 1, nowUsec, durationUsec });
      case LineCommandKind.WRITE_ANALOG_PULSE:
        return this.#write(line, 'analog', { value, nowUsec, durationUsec });
      case LineCommandKind.DEVICE_SPECIFIC:
        this.#listener.onReading({ lineId, value, timeUsec: nowUsec });
        return undefined;
      case LineCommandKind.UNKNOWN:
        return 'its kind is UNKNOWN';
    }
  }

  #setMode(line: Line, flags: LineModeFlags, nowUsec: number): string | undefined {
    const requested = requestedMode(flags);
    if (typeof requested === 'string') return requested;
    line.mode = requested.mode;
    line.pullUp = requested.pullUp;
    this.#drive(line, 0, nowUsec);
    if (line.mode === 'output') return undefined;
    // Its level was not known before: tell it, changed or not.
    line.level = this.#inputLevel(line);
    this.#listener.onReading({ lineId: line.id, value: line.level, timeUsec: nowUsec });
    return undefined;
  }

  #write(line: Line, kind: 'digital' | 'analog', write: Write): string | undefined {
    const { value, nowUsec, durationUsec } = write;
    const why = whyNotWritten(line, durationUsec === undefined ? { kind } : { kind, durationUsec });
    if (why !== undefined) return why;
    this.#drive(line, value, nowUsec);
    if (durationUsec !== undefined) line.pulseEndUsec = nowUsec + durationUsec;
    return undefined;
  }

  /** Drives a line, which ends a pulse on it, and reports what changes, there and behind its wires. */
  #drive(line: Line, value: number, timeUsec: number): void {
    line.pulseEndUsec = undefined;
    line.driven = value;
    if (line.mode === 'output') this.#settle(line, value, timeUsec);
    for (const { from, to } of this.#wiring.loopback) {
      if (from !== line.id) continue;
      const input = this.#line(to);
      if (input.mode === 'input') this.#settle(input, this.#inputLevel(input), timeUsec);
    }
  }

  #settle(line: Line, level: number, timeUsec: number): void {
    if (line.level === level) return;
    line.level = level;
    this.#listener.onReading({ lineId: line.id, value: level, timeUsec });
  }

  #inputLevel(line: Line): number {
    const wire = this.#wiring.loopback.find(({ to }) => to === line.id);
    const output = wire === undefined ? undefined : this.#line(wire.from);
    if (output?.mode !== 'output') return line.pullUp ? 1 : 0;
    return line.isAnalog || output.driven === 0 ? output.driven : 1;
  }

  #nextPulse(): Line | undefined {
    let next: Line | undefined;
    for (const line of this.#lines.values()) {
      if (line.pulseEndUsec === undefined) continue;
      if (next === undefined || line.pulseEndUsec < next.pulseEndUsec!) next = line;
    }
    return next;
  }

  #line(id: number): Line {
    let line = this.#lines.get(id);
    if (line === undefined) {
      const isAnalog = this.#wiring.analogLines.includes(id);
      line = { id, isAnalog, mode: 'unset', pullUp: false, driven: 0, level: 0, pulseEndUsec: undefined };
      this.#lines.set(id, line);
    }
    return line;
  }
}
