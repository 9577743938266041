/**
 * The commands that look at a run from another terminal, as they are typed.
 *
 * @module
 */
import { Option, type Command } from 'commander';
import { SyntalosError } from '../../errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { CliWorld } from '../world.ts';

/** What commander hands over. */
interface LookFlags {
  readonly port?: string;
  readonly count?: string;
  readonly json?: boolean;
}

/** Adds `top`, `echo`, `hz` and `bw`. */
export function addLookCommands(
  program: Command,
  world: CliWorld,
  setExitCode: (code: ExitCode) => void,
): void {
  withLookOptions(
    program
      .command('top')
      .description('Show the modules and connections of a run that goes on in another terminal.'),
    'end after so many pictures',
  ).action(async (flags: LookFlags) => {
    const { topCommand } = await import('./top-command.ts');
    setExitCode(await topCommand(await optionsOf(flags), world));
  });
  withLookOptions(
    portCommand(
      program,
      'echo',
      'Write what passes a port of a run that goes on in another terminal.',
    ).option('--json', 'write lines of JSON for programs'),
    'end after so many lines',
  ).action(async (port: string, flags: LookFlags) => {
    const { echoCommand } = await import('./echo-command.ts');
    setExitCode(await echoCommand({ port, json: flags.json === true, ...(await optionsOf(flags)) }, world));
  });
  for (const [name, unit, what] of [
    ['hz', 'items', 'items'],
    ['bw', 'bytes', 'bytes'],
  ] as const) {
    withLookOptions(
      portCommand(program, name, `Say how many ${what} per second pass a port of a run that goes on.`),
      'end after so many seconds',
    ).action(async (port: string, flags: LookFlags) => {
      const { rateCommand } = await import('./rate-command.ts');
      setExitCode(await rateCommand(unit, { port, ...(await optionsOf(flags)) }, world));
    });
  }
}

function portCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument('<module:port>', 'an output, or an input that something is connected to');
}

function withLookOptions(command: Command, countText: string): Command {
  return command
    .addOption(new Option('--port <number>', 'port of the live page of the run, where several go on'))
    .option('--count <n>', countText);
}

async function optionsOf({ port, count }: LookFlags): Promise<{ viewPort?: number; count?: number }> {
  const { parsePort } = await import('../live-view.ts');
  return {
    ...(port === undefined ? {} : { viewPort: parsePort(port) }),
    ...(count === undefined ? {} : { count: parseCount(count) }),
  };
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new SyntalosError(
    'ERR_SYNTALOS_INVALID_ARGUMENT',
    `Cannot use "--count ${text}": it must be a whole number from 1`,
  );
}
