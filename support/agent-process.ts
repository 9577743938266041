/**
 * Agents as processes of their own, for tests and benches.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { peakMemoryOf } from './peak-memory.ts';

const CLI = fileURLToPath(new URL('../../dist/bundle/cli.cjs', import.meta.url));

/** An agent as a process of its own. */
export interface AgentProcess {
  /** Folder that it runs in. */
  readonly folder: string;
  /** What it has said. */
  readonly lines: readonly string[];
  readonly ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /** Most memory that it had, in MB. */
  peakMemory(): number;
}

/**
 * Starts an agent; resolves when it waits for hosts, or has ended.
 *
 * @param folder - made for it to run in
 * @param prefix - what its command is run behind
 */
export async function startAgentProcess(
  folder: string,
  prefix: readonly string[],
  args: readonly string[],
): Promise<AgentProcess> {
  mkdirSync(folder);
  const [command = '', ...rest] = [...prefix, process.execPath, CLI, 'agent', ...args];
  const child = spawn(command, rest, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const waits = new Promise<void>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      if (line.includes('waits for hosts')) resolve();
    });
  });
  await Promise.race([waits, ended]);
  return {
    folder,
    lines,
    ended,
    // `ip netns exec` becomes the command: it is the same process.
    signal: (signal) => void child.kill(signal),
    peakMemory: () => peakMemoryOf(child.pid),
  };
}
