/**
 * The self-test of the link: two processes of this package exchange a sample over iceoryx2, as a module and
 * Syntalos do. In processes of their own, since a lack of shared memory kills whoever writes to it.
 *
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { entryUrl } from '../../threads/index.ts';
import type { CliWorld } from '../world.ts';
import { ok, problem, type Finding } from './finding.ts';

const PROGRAM = fileURLToPath(entryUrl('exchange-process.js'));
/** The whole test takes some 200 ms; a busy machine may need longer. */
const LIMIT_MSEC = 15_000;

/** Runs the self-test. */
export async function exchangeFinding(world: Pick<CliWorld, 'environment' | 'nodePath'>): Promise<Finding> {
  const id = `${process.pid}-${Math.floor(performance.now())}`;
  const receiver = start(world, 'receive', id);
  const isReady = await Promise.race([receiver.said('ready'), receiver.ended.then(() => false)]);
  const sender = isReady ? start(world, 'send', id) : undefined;
  const ends = await Promise.all([receiver.ended, ...(sender === undefined ? [] : [sender.ended])]);
  const failure = ends.find((text) => text !== '');
  return failure === undefined
    ? ok('self-test', 'two processes exchanged a sample of 1 MiB over iceoryx2')
    : problem(
        'self-test',
        `two processes could not exchange a sample over iceoryx2: ${failure}`,
        'see the problems above; where there is none, run again with SY_VERBOSE=1 for the words of iceoryx2',
      );
}

/** One of the two processes. */
interface Part {
  /** Settles when it has printed this. */
  said(text: string): Promise<boolean>;
  /** Empty where it ended well, else why not. */
  readonly ended: Promise<string>;
}

function start(
  { environment, nodePath }: Pick<CliWorld, 'environment' | 'nodePath'>,
  role: 'send' | 'receive',
  id: string,
): Part {
  const child: ChildProcess = spawn(nodePath, [PROGRAM, role, id], {
    env: { ...environment, NODE_OPTIONS: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT_MSEC,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let errors = '';
  let onOutput = (): void => undefined;
  child.stdout?.on('data', (data: Buffer) => {
    output += data.toString();
    onOutput();
  });
  child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
  return {
    said: (text) =>
      new Promise((resolve) => {
        onOutput = () => {
          if (output.includes(text)) resolve(true);
        };
        onOutput();
      }),
    ended: new Promise((resolve) => {
      child.once('error', (error) => resolve(`cannot run "${nodePath}": ${error.message}`));
      child.once('close', (code, signal) => {
        if (code === 0) resolve('');
        else resolve(lastWords(errors) ?? `the process to ${role} it ended by ${signal ?? `code ${code}`}`);
      });
    }),
  };
}

function lastWords(errors: string): string | undefined {
  return errors
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
}
