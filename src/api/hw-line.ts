/**
 * Handles for lines of a hardware board: what a module holds for a pin, a DAQ channel, a TTL line.
 *
 * @module
 */
import { SyntalosError, describeValue } from '../errors.ts';
import { DataType, LineCommandKind, LineModeFlags, dataTypeName, type LineCommand } from '../types/index.ts';
import { checked, newLineCommand } from './line-command.ts';

/** What a line needs of its output port, which must be one of `DataType.LineCommand`. */
export interface LineCommandPort {
  readonly id: string;
  readonly dataType: DataType;
  submit(command: LineCommand): boolean;
}

/** Options of {@link HwInputLine}. */
export interface HwInputLineOptions {
  /** Switches the line's pull-up resistor on; off by default. */
  readonly pullup?: boolean;
}

/** Options of {@link HwOutputLine}. */
export interface HwOutputLineOptions {
  /** The line has a DAC and takes codes; by default it is digital and takes 0 and 1. */
  readonly analog?: boolean;
}

/**
 * An input line of a board. Its readings come as `LineReading` items to a port of the module's own,
 * where `reading.lineId` says whose they are.
 *
 * @example
 * ```ts
 * const lever = new HwInputLine(commands, 7, { pullup: true });
 * link.onStart = () => void lever.sendMode();
 * readings.onData = (reading) => {
 *   if (reading.lineId === lever.lineId && reading.value === 0) println('lever pressed');
 * };
 * ```
 */
export class HwInputLine {
  readonly lineId: number;
  readonly #port: LineCommandPort;
  readonly #modeFlags: LineModeFlags;

  /**
   * Sends nothing yet.
   *
   * @param port - port of `DataType.LineCommand` that leads to the board
   * @param lineId - line, channel or pin number, 0 to 65535
   * @throws ERR_SYNTALOS_PORT - for a port of another type
   * @throws ERR_SYNTALOS_ITEM_TYPE - for another number
   */
  constructor(port: LineCommandPort, lineId: number, options: HwInputLineOptions = {}) {
    checkLine('input', port, lineId);
    this.#port = port;
    this.lineId = lineId;
    const pullUp = options.pullup === true ? LineModeFlags.PULL_UP : LineModeFlags.NONE;
    this.#modeFlags = LineModeFlags.IS_INPUT | pullUp;
  }

  /**
   * Makes the line an input; call it at the start of every run.
   *
   * @returns the command that was submitted, as all calls here; where the run has ended, nobody gets it
   * @throws as {@link OutputPort.submit}
   */
  sendMode(): LineCommand {
    return sendMode(this.#port, this.lineId, this.#modeFlags);
  }
}

/**
 * An output line of a board.
 *
 * @example
 * ```ts
 * const led = new HwOutputLine(commands, 13);
 * link.onStart = () => void led.sendMode();
 * frames.onData = () => void led.pulse(); // 2.5 ms
 * ```
 */
export class HwOutputLine {
  readonly lineId: number;
  readonly #port: LineCommandPort;
  readonly #isAnalog: boolean;

  /** Sends nothing yet; parameters and errors as of {@link HwInputLine}. */
  constructor(port: LineCommandPort, lineId: number, options: HwOutputLineOptions = {}) {
    checkLine('output', port, lineId);
    this.#port = port;
    this.lineId = lineId;
    this.#isAnalog = options.analog === true;
  }

  /** Makes the line an output; as {@link HwInputLine.sendMode}. */
  sendMode(): LineCommand {
    return sendMode(this.#port, this.lineId, LineModeFlags.IS_OUTPUT);
  }

  /**
   * Sets a digital line.
   *
   * @param value - true or 1: high; false or 0: low
   * @throws ERR_SYNTALOS_LINE - for an analog line
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for another value
   */
  setValue(value: boolean | number): LineCommand {
    this.#require('digital', 'setValue', 'setAnalogValue');
    const level = Number(value);
    if (level !== 0 && level !== 1) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot set digital line ${this.lineId}: got ${describeValue(value)}, expected true, false, 1 or 0`,
      );
    }
    return this.#send(newLineCommand(LineCommandKind.WRITE_DIGITAL, this.lineId, level));
  }

  /**
   * Sets an analog line.
   *
   * @param code - DAC code as the device defines it, 0 to 2^32 − 1
   * @throws ERR_SYNTALOS_LINE - for a digital line
   * @throws ERR_SYNTALOS_ITEM_TYPE - for another value
   */
  setAnalogValue(code: number): LineCommand {
    this.#require('analog', 'setAnalogValue', 'setValue');
    return this.#send(newLineCommand(LineCommandKind.WRITE_ANALOG, this.lineId, code));
  }

  /**
   * Sets a digital line high for a time; the board measures it.
   *
   * @param durationUsec - length of the pulse, whole µs above 0
   * @throws ERR_SYNTALOS_LINE - for an analog line
   * @throws ERR_SYNTALOS_INVALID_ARGUMENT - for another duration
   */
  pulse(durationUsec = 2500): LineCommand {
    return this.#pulse('pulse', durationUsec, durationUsec, 'µs');
  }

  /**
   * As {@link pulse}, with the duration in ms.
   *
   * @param durationMsec - length of the pulse, ms above 0; rounded to whole µs
   */
  pulseMsec(durationMsec = 50): LineCommand {
    return this.#pulse(
      'pulseMsec',
      durationMsec < 0.001 ? 0 : Math.round(durationMsec * 1000),
      durationMsec,
      'ms',
    );
  }

  #pulse(method: string, durationUsec: number, given: unknown, unit: string): LineCommand {
    this.#require('digital', method, 'setAnalogValue');
    if (!Number.isSafeInteger(durationUsec) || durationUsec <= 0) {
      throw new SyntalosError(
        'ERR_SYNTALOS_INVALID_ARGUMENT',
        `Cannot pulse line ${this.lineId}: duration is ${describeValue(given)} ${unit}, expected ${unit === 'ms' ? 'at least 0.001 ms' : 'whole µs above 0'}`,
      );
    }
    // Value 1, as Syntalos' own modules send it: boards that look at it take it for the level.
    const command = newLineCommand(LineCommandKind.WRITE_DIGITAL_PULSE, this.lineId, 1);
    return this.#send({ ...command, durationUsec });
  }

  #require(kind: 'digital' | 'analog', method: string, remedy: string): void {
    if (this.#isAnalog === (kind === 'analog')) return;
    const own = this.#isAnalog ? 'analog' : 'digital';
    throw new SyntalosError(
      'ERR_SYNTALOS_LINE',
      `Cannot call ${method} of line ${this.lineId}: it is ${own}, ${method} is for ${kind} lines; use ${remedy}, or make the line ${kind}`,
      { details: { lineId: this.lineId, kind: own } },
    );
  }

  #send(command: LineCommand): LineCommand {
    this.#port.submit(command);
    return command;
  }
}

function sendMode(port: LineCommandPort, lineId: number, flags: LineModeFlags): LineCommand {
  const command = checked({ ...newLineCommand(LineCommandKind.SET_MODE, lineId), flags });
  port.submit(command);
  return command;
}

function checkLine(direction: string, port: LineCommandPort, lineId: number): void {
  newLineCommand(LineCommandKind.SET_MODE, lineId); // refuses wrong numbers
  if (port.dataType === DataType.LineCommand) return;
  throw new SyntalosError(
    'ERR_SYNTALOS_PORT',
    `Cannot make ${direction} line ${lineId} on port "${port.id}": its data type is ${dataTypeName(port.dataType)}, expected LineCommand`,
    { details: { port: port.id, lineId } },
  );
}
