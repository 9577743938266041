/**
 * The lines of a board that speaks Firmata.
 *
 * @module
 */
import { LineCommandKind, type LineCommand, type LineModeFlags } from '../../../types/index.ts';
import type { Board, BoardListener } from '../boards/board.ts';
import { requestedMode, whyNotWritten, type LineMode, type RequestedMode } from '../boards/line-rules.ts';
import type { FirmataSession } from './firmata-session.ts';
import type { Firmata } from './firmata-types.ts';

/** Options of {@link FirmataLines}. */
export interface FirmataLinesOptions extends BoardListener {
  /** Lines that take and give analog values; the others are digital. */
  readonly analogLines: readonly number[];
  /** The time of what the board reports. */
  readonly nowUsec: () => number;
}

interface Line {
  readonly id: number;
  readonly isAnalog: boolean;
  mode: LineMode;
  /** What readings last told of it; `undefined` until its first one. */
  level: number | undefined;
  pulseEndUsec: number | undefined;
  /** Readings are of its mode once so many fences were passed. */
  fence: number;
}

/** Messages of the protocol that firmata-io has no call for. */
const SET_PIN_MODE = 0xf4;
const SET_DIGITAL_PIN = 0xf5;

/** firmata-io reports no others. */
const ANALOG_CHANNELS = 16;

/**
 * Lines are the board's pins. An output reports its level when it is written, an input when the board reports it: at first,
 * and whenever it changes. Pulses are timed here, as Firmata has none.
 */
export class FirmataLines implements Board {
  readonly #session: FirmataSession;
  readonly #board: Firmata;
  readonly #options: FirmataLinesOptions;
  readonly #lines = new Map<number, Line>();
  /** A fence is a question that the board answers after all that it has sent before. */
  #fencesSent = 0;
  #fencesPassed = 0;

  /** @param session - one that is ready */
  constructor(session: FirmataSession, options: FirmataLinesOptions) {
    this.#session = session;
    this.#board = session.board;
    this.#options = options;
    const board = this.#board;
    board.on('reportversion', () => this.#fencesPassed++);
    board.on('digital-read', ({ pin, value }: PinReading) => this.#read(pin, value, false));
    board.on('analog-read', ({ pin: channel, value }: PinReading) =>
      this.#read(board.analogPins[channel] ?? -1, value, true),
    );
  }

  get nextChangeUsec(): number | undefined {
    const ends = [...this.#lines.values()].flatMap(({ pulseEndUsec = [] }) => pulseEndUsec);
    return ends.length === 0 ? undefined : Math.min(...ends);
  }

  advanceTo(nowUsec: number): void {
    for (const line of this.#lines.values()) {
      if (line.pulseEndUsec !== undefined && line.pulseEndUsec <= nowUsec) this.#drive(line, 0, nowUsec);
    }
  }

  execute(command: LineCommand, nowUsec: number): void {
    this.advanceTo(nowUsec);
    const why = this.#tryExecute(command, nowUsec);
    if (why !== undefined) this.#options.onRefused(command, why);
  }

  /** Carries out a command, or reports why it cannot. */
  #tryExecute(command: LineCommand, nowUsec: number): string | undefined {
    const { kind, lineId, value, durationUsec, flags, extra } = command;
    if (kind === LineCommandKind.DEVICE_SPECIFIC) return this.#sendMessage(extra);
    const { pins } = this.#board;
    if (lineId >= pins.length) return `the board has the lines 0 to ${pins.length - 1}`;
    const line = this.#line(lineId);
    switch (kind) {
      case LineCommandKind.SET_MODE:
        return this.#setMode(line, flags, nowUsec);
      case LineCommandKind.WRITE_DIGITAL:
        return this.#write(line, { kind: 'digital', value: value === 0 ? 0 : 1, nowUsec });
      case LineCommandKind.WRITE_ANALOG:
        return this.#write(line, { kind: 'analog', value, nowUsec });
      case LineCommandKind.WRITE_DIGITAL_PULSE:
        return this.#write(line, { kind: 'digital', value: 1, nowUsec, durationUsec });
      case LineCommandKind.WRITE_ANALOG_PULSE:
        return this.#write(line, { kind: 'analog', value, nowUsec, durationUsec });
      case LineCommandKind.UNKNOWN:
        return 'its kind is UNKNOWN';
    }
  }

  #setMode(line: Line, flags: LineModeFlags, nowUsec: number): string | undefined {
    const requested = requestedMode(flags);
    if (typeof requested === 'string') return requested;
    const { mode, pullUp } = requested;
    if (line.isAnalog && pullUp) return 'only digital inputs have a pull-up resistor';
    const pin = this.#board.pins[line.id]!;
    const pinMode = this.#pinMode(line, requested);
    if (!pin.supportedModes.includes(pinMode)) {
      const kind = line.isAnalog ? 'an analog' : 'a digital';
      return `the board cannot make it ${kind} ${mode}${pullUp ? ' with a pull-up resistor' : ''}`;
    }
    const channel = pin.analogChannel ?? Infinity;
    if (line.isAnalog && mode === 'input' && channel >= ANALOG_CHANNELS) {
      return `only the analog inputs 0 to ${ANALOG_CHANNELS - 1} of a board are reported`;
    }
    if (line.isAnalog && line.mode === 'input') this.#board.reportAnalogPin(channel, 0);
    line.mode = mode;
    line.pulseEndUsec = undefined;
    if (mode === 'output') {
      this.#board.pinMode(line.id, pinMode);
      this.#drive(line, 0, nowUsec);
      return undefined;
    }
    line.level = undefined;
    this.#board.pinMode(line.isAnalog ? channel : line.id, pinMode);
    // Of an analog input firmata-io only notes it.
    if (line.isAnalog) this.#session.send(SET_PIN_MODE, line.id, pinMode);
    line.fence = ++this.#fencesSent;
    this.#board.reportVersion(() => undefined);
    if (line.isAnalog) this.#board.reportAnalogPin(channel, 1);
    else this.#board.reportDigitalPin(line.id, 1);
    return undefined;
  }

  #pinMode({ isAnalog }: Line, { mode, pullUp }: RequestedMode): number {
    const { MODES } = this.#board;
    if (mode === 'output') return isAnalog ? MODES.PWM : MODES.OUTPUT;
    if (isAnalog) return MODES.ANALOG;
    return pullUp ? MODES.PULLUP : MODES.INPUT;
  }

  #write(line: Line, { kind, value, nowUsec, durationUsec }: Write): string | undefined {
    const why = whyNotWritten(line, durationUsec === undefined ? { kind } : { kind, durationUsec });
    if (why !== undefined) return why;
    const most = this.#board.RESOLUTION.PWM ?? 0;
    if (kind === 'analog' && value > most) return `its value is ${value}, the board takes 0 to ${most}`;
    this.#drive(line, value, nowUsec);
    if (durationUsec !== undefined) line.pulseEndUsec = nowUsec + durationUsec;
    return undefined;
  }

  /** Drives an output, which ends a pulse on it, and reports what changes. */
  #drive(line: Line, value: number, timeUsec: number): void {
    line.pulseEndUsec = undefined;
    if (line.isAnalog) this.#board.pwmWrite(line.id, value);
    else this.#writeDigital(line.id, value);
    if (line.level === value) return;
    // As a board that has started, an output is low at first.
    const isFirst = line.level === undefined && value === 0;
    line.level = value;
    if (!isFirst) this.#options.onReading({ lineId: line.id, value, timeUsec });
  }

  #writeDigital(pin: number, value: number): void {
    const { major = 0, minor = 0 } = this.#board.version;
    // Older boards take eight pins at a time, and switch the pull-up of an input on that is high.
    if (major > 2 || (major === 2 && minor >= 5)) this.#session.send(SET_DIGITAL_PIN, pin, value);
    else this.#board.digitalWrite(pin, value);
  }

  #sendMessage(extra: Uint8Array): string | undefined {
    if (extra.length === 0 || extra.some((byte) => byte > 0x7f)) {
      return 'its extra bytes are sent as a SysEx message, which is made of 1 or more bytes up to 127';
    }
    this.#board.sysexCommand([...extra]);
    return undefined;
  }

  #read(pin: number, value: number, isAnalog: boolean): void {
    const line = this.#lines.get(pin);
    if (line?.mode !== 'input' || line.isAnalog !== isAnalog) return;
    if (this.#fencesPassed < line.fence || line.level === value) return;
    line.level = value;
    this.#options.onReading({ lineId: pin, value, timeUsec: this.#options.nowUsec() });
  }

  #line(id: number): Line {
    let line = this.#lines.get(id);
    if (line === undefined) {
      const isAnalog = this.#options.analogLines.includes(id);
      line = { id, isAnalog, mode: 'unset', level: undefined, pulseEndUsec: undefined, fence: 0 };
      this.#lines.set(id, line);
    }
    return line;
  }
}

interface Write {
  readonly kind: 'digital' | 'analog';
  readonly value: number;
  readonly nowUsec: number;
  /** Of a pulse. */
  readonly durationUsec?: number;
}

/** As firmata-io reports it; the pin of an analog one is its channel. */
interface PinReading {
  readonly pin: number;
  readonly value: number;
}
