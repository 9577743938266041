/** A serial port without hardware: a pseudo-terminal, held by a process of Python. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BRIDGE = fileURLToPath(
  new URL('../../../../../test/host/modules/support/pty-bridge.py', import.meta.url),
);

/** Why there are no pseudo-terminals here; `false` if there are. */
export function missingPty(): string | false {
  const { status } = spawnSync('python3', ['-c', 'import os, tty; os.openpty()']);
  return status === 0 ? false : 'there is no python3, or it has no pseudo-terminals: install python3';
}

/** One end of a pseudo-terminal. */
export interface Pty extends AsyncDisposable {
  /** Of the other end. */
  readonly path: string;
  onBytes: (bytes: Uint8Array) => void;
  write(bytes: Uint8Array): void;
  /** As a cable that is pulled out. */
  unplug(): Promise<void>;
}

export async function openPty(): Promise<Pty> {
  const child = spawn('python3', [BRIDGE], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  child.stdin.on('error', () => undefined);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pty: Pty = {
    path: line.toString().trim(),
    onBytes: () => undefined,
    write: (bytes) => void child.stdin.write(bytes),
    async unplug() {
      child.kill('SIGKILL');
      await exited;
    },
    [Symbol.asyncDispose]: () => pty.unplug(),
  };
  child.stdout.on('data', (bytes: Buffer) => pty.onBytes(bytes));
  return pty;
}
