/**
 * From the start of a module's process to its idle state, with one port in and one out: as the launcher of
 * `syntalos-mlink install` starts it.
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { entryUrl } from '#src/threads/package-files';
import { compare, type Bench } from '../harness.ts';
import { PEER } from '../../support/peer-program.ts';
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
        unit: 'ms',
        runs: 9,
        ours: () => startUp([process.execPath, RUNNER, linkFixture('two-ports')]),
        peer: {
          name: 'a module in Rust on the bare crate',
          measure: () => startUp([PEER, 'module', '--in', 'in:5', '--out', 'out:5']),
        },
      }),
    ];
  } finally {
    await processes.close();
  }
};
