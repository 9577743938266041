/**
 * From the start of a module's process to its idle state, with one port in and one out: as the launcher of
 * `syntalos-mlink install` starts it.
 */
import { fileURLToPath } from 'node:url';
import { entryUrl } from '#src/threads/package-files';
import { compare, type Bench } from '../harness.ts';
import { PEER } from '../../test/ipc/iceoryx2/peer.ts';
import { linkFixture } from './link-run.ts';
import { ModuleProcesses } from './module-processes.ts';
import { requireLink } from './prerequisites.ts';

const RUNNER = fileURLToPath(entryUrl('module-process.js'));

export const run: Bench = async () => {
  requireLink();
  const processes = new ModuleProcesses();
  const startUp = async (command: readonly string[]): Promise<number> => {
    const opened = await processes.open('starter', command);
    await processes.leave(opened);
    return opened.startMsec;
  };
  try {
    return [
      await compare({
        bench: 'link-startup',
        subject: 'process start → idle',
        peer: 'a module in Rust on the bare crate',
        unit: 'ms',
        runs: 9,
        ours: () => startUp([process.execPath, RUNNER, linkFixture('two-ports')]),
        theirs: () => startUp([PEER, 'module', '--in', 'in:5', '--out', 'out:5']),
      }),
    ];
  } finally {
    await processes.close();
  }
};
