/**
 * The independent peer of `test/peer`, as tests run it: it plays Syntalos for module processes.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PEER, type PeerLine } from '../../support/peer-program.ts';

/** What a run of the peer left. */
export interface PeerRun {
  readonly code: number | null;
  readonly lines: readonly PeerLine[];
  /** What the modules printed, and the peer's own errors. */
  readonly stderr: string;
  /** Lines of this event, of one module where it is given. */
  readonly of: (event: string, module?: string) => PeerLine[];
}

/** The command line of a module of ours: a fixture of the tests over iceoryx2. */
export function ourModule(file: string, ...args: string[]): string {
  return [
    process.execPath,
    fileURLToPath(new URL(`../ipc/iceoryx2/fixtures/${file}`, import.meta.url)),
    ...args,
  ].join(' ');
}

/**
 * A folder of its own for what iceoryx2 shares, so that tests do not meet each other. Its shared memory is not
 * in there and is named by the service alone: two files of tests, which run at once, need other instance ids.
 */
export interface LinkFolder {
  readonly path: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): void;
}

export function makeLinkFolder(): LinkFolder {
  const path = mkdtempSync(join(tmpdir(), 'sy-run-'));
  return {
    path,
    // Without the test runner's preloads: Syntalos starts modules without them, too.
    environment: { ...process.env, XDG_RUNTIME_DIR: path, NODE_OPTIONS: undefined },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Runs the peer as the master of `modules` (id: command line), to its end. */
export async function runMaster(
  modules: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  folder: LinkFolder = makeLinkFolder(),
): Promise<PeerRun> {
  const specs = Object.entries(modules).flatMap(([id, command]) => ['--module', `${id}=${command}`]);
  const edl = join(folder.path, 'edl');
  const child = spawn(PEER, ['master', ...specs, '--edl-root', edl, ...args], { env: folder.environment });
  const lines: PeerLine[] = [];
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as PeerLine));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  folder.remove();
  return {
    code,
    lines,
    stderr,
    of: (event, module) =>
      lines.filter((line) => line.event === event && (module === undefined || line.module === module)),
  };
}
