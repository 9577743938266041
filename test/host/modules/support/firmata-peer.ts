/**
 * A board of the tests that speaks Firmata 2.6, written after the protocol's own description: 20 pins as an Arduino Uno
 * has them, wires between them, and levels that tests set.
 */

const INPUT = 0;
const OUTPUT = 1;
const ANALOG = 2;
const PWM = 3;
const PULL_UP = 11;

const PIN_COUNT = 20;
const FIRST_DIGITAL_PIN = 2;
const FIRST_ANALOG_PIN = 14;
const PWM_PINS = [3, 5, 6, 9, 10, 11];

/** Options of a {@link FirmataPeer}. */
export interface FirmataPeerOptions {
  readonly send: (bytes: Uint8Array) => void;
  /** Each from a pin to a pin. */
  readonly wires?: readonly (readonly [number, number])[];
  /** Of the protocol: 2.6 by default. */
  readonly version?: readonly [number, number];
}

interface Pin {
  mode: number;
  /** What was written. */
  value: number;
  isReported: boolean;
}

export class FirmataPeer {
  /** Messages that came, as hexadecimal. */
  readonly messages: string[] = [];
  readonly #options: FirmataPeerOptions;
  readonly #pins: Pin[] = Array.from({ length: PIN_COUNT }, () => ({
    mode: OUTPUT,
    value: 0,
    isReported: false,
  }));
  readonly #reportedPorts = new Set<number>();
  readonly #set = new Map<number, number>();
  readonly #told = new Map<string, number>();
  #message: number[] = [];

  constructor(options: FirmataPeerOptions) {
    this.#options = options;
  }

  /** Tells what a board tells when it starts. */
  start(): void {
    this.#tellVersion();
    this.#tellFirmware();
  }

  /** Sets what an input sees. */
  setLevel(pin: number, value: number): void {
    this.#set.set(pin, value);
    this.#report();
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.#message.push(byte);
      if (!isComplete(this.#message)) continue;
      const message = this.#message;
      this.#message = [];
      this.messages.push(Buffer.from(message).toString('hex'));
      this.#obey(message);
    }
  }

  #obey(message: readonly number[]): void {
    const [first = 0, second = 0, third = 0] = message;
    const kind = first < 0xf0 ? first & 0xf0 : first;
    const low = first & 0x0f;
    const pair = second | (third << 7);
    switch (kind) {
      case 0xf9:
        this.#tellVersion();
        break;
      case 0xff:
        for (const pin of this.#pins) Object.assign(pin, { mode: OUTPUT, value: 0, isReported: false });
        this.#reportedPorts.clear();
        break;
      case 0xf4:
        Object.assign(this.#pins[second]!, { mode: third, value: 0 });
        break;
      case 0xf5:
        this.#pins[second]!.value = third;
        break;
      case 0x90:
        for (let bit = 0; bit < 8; bit++) {
          const pin = this.#pins[8 * low + bit];
          const value = (pair >> bit) & 1;
          if (pin?.mode === OUTPUT) pin.value = value;
          // As StandardFirmata does, for programs of old.
          else if (pin?.mode === INPUT && value === 1) pin.mode = PULL_UP;
        }
        break;
      case 0xe0:
        this.#pins[low]!.value = pair;
        break;
      case 0xd0:
        if (second === 1) this.#reportedPorts.add(low);
        else this.#reportedPorts.delete(low);
        this.#told.delete(`port ${low}`);
        break;
      case 0xc0:
        this.#pins[FIRST_ANALOG_PIN + low]!.isReported = second === 1;
        this.#told.delete(`channel ${low}`);
        break;
      case 0xf0:
        this.#obeySysex(message);
    }
    this.#report();
  }

  #obeySysex([, command]: readonly number[]): void {
    const pins = this.#pins.map((_, pin) => pin);
    if (command === 0x79) this.#tellFirmware();
    if (command === 0x6b) {
      const modes = pins.flatMap((pin) => [
        ...(pin < FIRST_DIGITAL_PIN ? [] : [INPUT, 1, OUTPUT, 1, PULL_UP, 1]),
        ...(PWM_PINS.includes(pin) ? [PWM, 8] : []),
        ...(pin < FIRST_ANALOG_PIN ? [] : [ANALOG, 10]),
        0x7f,
      ]);
      this.#send(0xf0, 0x6c, ...modes, 0xf7);
    }
    if (command === 0x69) {
      this.#send(
        0xf0,
        0x6a,
        ...pins.map((pin) => (pin < FIRST_ANALOG_PIN ? 127 : pin - FIRST_ANALOG_PIN)),
        0xf7,
      );
    }
  }

  #tellVersion(): void {
    this.#send(0xf9, ...(this.#options.version ?? [2, 6]));
  }

  #tellFirmware(): void {
    const name = [...Buffer.from('Peer.ino')].flatMap((letter) => [letter, 0]);
    this.#send(0xf0, 0x79, 2, 6, ...name, 0xf7);
  }

  #report(): void {
    for (const port of this.#reportedPorts) {
      let levels = 0;
      for (let bit = 0; bit < 8; bit++) {
        const { mode } = this.#pins[8 * port + bit] ?? {};
        if (mode === INPUT || mode === PULL_UP)
          levels |= (this.#levelOf(8 * port + bit) === 0 ? 0 : 1) << bit;
      }
      this.#tell(`port ${port}`, 0x90 | port, levels);
    }
    this.#pins.forEach(({ mode, isReported }, pin) => {
      if (mode !== ANALOG || !isReported) return;
      const channel = pin - FIRST_ANALOG_PIN;
      this.#tell(`channel ${channel}`, 0xe0 | channel, this.#levelOf(pin));
    });
  }

  #levelOf(pin: number): number {
    const set = this.#set.get(pin);
    if (set !== undefined) return set;
    const { mode } = this.#pins[pin]!;
    const wire = this.#options.wires?.find(([, to]) => to === pin);
    const from = wire === undefined ? undefined : this.#pins[wire[0]];
    if (from?.mode === PWM) return 4 * from.value;
    if (from?.mode === OUTPUT) return from.value;
    return mode === PULL_UP ? 1 : 0;
  }

  /** As StandardFirmata: when asked, then what is new. */
  #tell(what: string, command: number, value: number): void {
    if (this.#told.get(what) === value) return;
    this.#told.set(what, value);
    this.#send(command, value & 0x7f, value >> 7);
  }

  #send(...bytes: number[]): void {
    this.#options.send(Uint8Array.from(bytes));
  }
}

function isComplete(message: readonly number[]): boolean {
  const [first = 0] = message;
  if (first === 0xf0) return message.at(-1) === 0xf7;
  if (first === 0xf9 || first === 0xff) return true;
  return message.length === ((first & 0xf0) === 0xc0 || (first & 0xf0) === 0xd0 ? 2 : 3);
}
