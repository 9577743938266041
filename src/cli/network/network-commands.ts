/**
 * The commands for several machines, as they are typed.
 *
 * @module
 */
import type { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import type { CliWorld } from '../world.ts';

/** What commander hands over. */
interface AgentFlags {
  readonly name: string;
  readonly servers: string;
  readonly creds?: string;
  readonly allowFrom?: string;
  readonly out?: string;
  readonly insecure?: boolean;
}

/** Adds `agent` and `machines`. */
export function addNetworkCommands(
  program: Command,
  world: CliWorld,
  setExitCode: (code: ExitCode) => void,
): void {
  withServers(
    program
      .command('agent')
      .description('Take part in runs of hosts on other machines, until Ctrl-C.')
      .requiredOption('--name <name>', 'name of this machine, as projects write it'),
  )
    .option(
      '--allow-from <folder>',
      'folder that programs run in and relative paths start at; by default this one',
    )
    .option('--out <folder>', 'folder that recordings are made in', 'recordings')
    .option('--insecure', 'without credentials, take servers that other machines reach, too')
    .action(async (flags: AgentFlags) => {
      const { agentCommand } = await import('./agent-command.ts');
      const { name, servers, creds, allowFrom = '.', out = 'recordings', insecure = false } = flags;
      setExitCode(
        await agentCommand(
          { name, servers: listOf(servers), credentials: creds, folder: allowFrom, out, insecure },
          world,
        ),
      );
    });
  withServers(program.command('machines').description('List the agents that are there, with their clocks.'))
    .option('--json', 'write the list to stdout as JSON')
    .action(async (flags: { servers: string; creds?: string; json?: boolean }) => {
      const { machinesCommand } = await import('./machines-command.ts');
      const { servers, creds, json = false } = flags;
      setExitCode(await machinesCommand({ servers: listOf(servers), credentials: creds, json }, world));
    });
}

function withServers(command: Command): Command {
  return command
    .requiredOption('--servers <list>', 'NATS servers, such as nats://10.0.0.1:4222, with commas between')
    .option('--creds <file>', 'file that says who this is to the servers');
}

function listOf(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
