/**
 * A serial port, as a module's thread holds it.
 *
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SyntalosError } from '../../../errors.ts';
import { entryUrl } from '../../../threads/index.ts';
import { missingPackage } from './load-packages.ts';
import type { SerialEvent, SerialProblem } from './serial-protocol.ts';

/** How a {@link SerialPort} is opened. */
export interface SerialPortOptions {
  readonly baudRate: number;
  /** Gets what comes; the bytes are the callee's. */
  readonly onBytes: (bytes: Uint8Array) => void;
}

/** Bytes that are on their way may take so long when a port is closed. */
const CLOSE_LIMIT_MSEC = 1000;

const REMEDIES: Readonly<Partial<Record<SerialProblem, string>>> = {
  missing:
    'there is no such port; look at the cable, and at the ports that "npx syntalos-mlink devices" lists',
  forbidden:
    'this user may not use it; let them, on most Linux systems by "sudo usermod -aG dialout $USER", and log in again',
  busy: 'another program has it open; close that',
};

/** An open serial port. A process of its own waits for it: see `serial-port-process.ts`. */
export class SerialPort {
  /** Resolves with the reason when the port goes by itself. */
  readonly gone: Promise<string>;
  readonly #child: ChildProcess;
  #isClosing = false;

  private constructor(child: ChildProcess, gone: Promise<string>) {
    this.#child = child;
    this.gone = gone;
  }

  /**
   * Opens a port.
   *
   * @throws ERR_SYNTALOS_DEVICE - when that fails, with what to do
   * @throws ERR_SYNTALOS_MISSING_DEPENDENCY - when serialport is not installed
   */
  static async open(path: string, { baudRate, onBytes }: SerialPortOptions): Promise<SerialPort> {
    const entry = fileURLToPath(entryUrl('serial-port-process.js'));
    const child = spawn(process.execPath, [entry, path, String(baudRate)], {
      stdio: ['pipe', 'pipe', 'inherit', 'ipc'],
    });
    child.stdout!.on('data', onBytes);
    // What cannot be written any more is lost with the port.
    child.stdin!.on('error', () => undefined);
    // The first one says most.
    const ended = new Promise<Exclude<SerialEvent, { kind: 'open' }>>((resolve) => {
      child.on('message', (event: SerialEvent) => {
        if (event.kind !== 'open') resolve(event);
      });
      child.on('error', ({ message }) => resolve({ kind: 'gone', text: message }));
      // After the last message, unlike `exit`.
      child.on('disconnect', () => resolve({ kind: 'gone', text: 'its process has ended' }));
    });
    const opened = new Promise<'open'>((resolve) => {
      child.on('message', ({ kind }: SerialEvent) => {
        if (kind === 'open') resolve(kind);
      });
    });
    const outcome = await Promise.race([opened, ended]);
    if (outcome !== 'open') throw openFailure(path, outcome);
    const port: SerialPort = new SerialPort(
      child,
      new Promise((resolve) => {
        void ended.then(({ text }) => {
          if (!port.#isClosing) resolve(text);
        });
      }),
    );
    return port;
  }

  write(bytes: Uint8Array): void {
    if (!this.#isClosing) this.#child.stdin!.write(bytes);
  }

  /** What to wait for before more is written, when the port is behind. */
  drained(): Promise<unknown> | undefined {
    const stdin = this.#child.stdin!;
    if (!stdin.writableNeedDrain || this.#isClosing) return undefined;
    return Promise.race([once(stdin, 'drain'), once(stdin, 'close')]);
  }

  /** Sends what was written and closes the port. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT_MSEC);
    child.stdin!.end();
    await exited;
    clearTimeout(timer);
  }
}

function openFailure(path: string, event: Exclude<SerialEvent, { kind: 'open' }>): SyntalosError {
  const problem = event.kind === 'failed' ? event.problem : 'other';
  if (problem === 'package') return missingPackage('serialport', event.text);
  return new SyntalosError(
    'ERR_SYNTALOS_DEVICE',
    `Cannot open serial port "${path}": ${REMEDIES[problem] ?? event.text}`,
    { cause: event.text, details: { path } },
  );
}
