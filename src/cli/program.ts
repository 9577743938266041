/**
 * The command line: what can be typed, turned into plain options for one function per command.
 *
 * Each command is a file of this folder; `doctor/`, `graph/`, `install/`, `look/` (`top`, `echo`, `hz`, `bw`), `network/`
 * (`agent`, `machines`) and `watch/` (`run --watch`) hold what one of them or a group needs. All of it runs in the main
 * thread of the command's process.
 *
 * @module
 */
import { Argument, Command, CommanderError, Option } from 'commander';
import type { CreateCommandOptions } from './create-command.ts';
import { SHELLS, type Shell } from './shells.ts';
import { TEMPLATES } from './templates.ts';
import { RUN_GUIDE } from '../threads/index.ts';
import { examplesText } from './examples.ts';
import { describeFailure } from './failure-text.ts';
import type { ExportCommandOptions } from './export-command.ts';
import { EXIT_CODES, exitCodeOfError, type ExitCode } from './exit-codes.ts';
import { addLookCommands } from './look/look-commands.ts';
import { addNetworkCommands } from './network/network-commands.ts';
import { isShown, runOptionsOf, withRunOptions, type RunFlags } from './run-flags.ts';
import type { CliWorld } from './world.ts';

/** What commander hands over for `run`. */
interface ProjectRunFlags extends RunFlags {
  readonly set?: readonly string[];
  readonly watch?: boolean;
}

/** What commander hands over for `replay`. */
interface ReplayFlags extends RunFlags {
  readonly speed: string;
  readonly module?: string;
  readonly streams?: string;
  readonly from?: string;
  readonly to?: string;
  readonly loop?: boolean;
}

/** What commander hands over for `doctor`. */
interface DoctorFlags {
  readonly clean?: boolean;
  readonly json?: boolean;
  readonly servers?: string;
  readonly creds?: string;
}

/** What commander hands over for `install`. */
interface InstallFlags {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly category?: readonly string[];
  readonly icon?: string;
  readonly features?: string;
  readonly dir?: string;
  readonly force?: boolean;
}

/**
 * Runs a command line to its end.
 *
 * @param args - what follows the program's name
 * @param world - the process around it
 * @returns the exit code; problems are written to `world.stderr`
 */
export async function runCli(args: readonly string[], world: CliWorld): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT_CODES.ok;
  const program = createProgram(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has reported these itself; its own code is 0 after --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
    world.stderr.write(`${describeFailure(error)}\n`);
    return exitCodeOfError(error);
  }
}

function createProgram(world: CliWorld, setExitCode: (code: ExitCode) => void): Command {
  const program = new Command('syntalos-mlink')
    .description('Runs modules for Syntalos, and projects of them without it.')
    .version(world.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      writeErr: (text) => world.stderr.write(text),
      getOutHelpWidth: () => world.stdout.columns ?? 100,
      getErrHelpWidth: () => world.stderr.columns ?? 100,
    })
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText(
      'after',
      [
        '',
        'Exit codes:',
        '  0    done; of a run: every item reached every consumer',
        '  1    the run failed or is incomplete: its report says why; of doctor: there is a problem',
        '  2    the command line, the project or a setting is wrong: nothing was recorded',
        '  3    with --strict: every item arrived, but a source could not keep its times',
        '  130  quit by Ctrl-C twice',
      ].join('\n'),
    );

  withRunOptions(
    program
      .command('run')
      .description('Run a project: a TOML file that says which modules run and how they are connected.')
      .argument('<project>', 'the project file, the folder of a project.toml, or a recording to run again')
      .addOption(overrideOption())
      .option('--watch', 'run it again whenever a file of it is saved: of a module, or the project')
      .addHelpText('after', `\nWhat a run shows, and what its verdict means: ${RUN_GUIDE}`),
  ).action(async (project: string, flags: ProjectRunFlags) => {
    world.warmUp(isShown(flags));
    const { runCommand } = await import('./run-command.ts');
    const { set = [], watch = false } = flags;
    setExitCode(await runCommand({ project, set, watch, ...(await runOptionsOf(flags)) }, world));
  });

  withRunOptions(
    program
      .command('replay')
      .description('Play a recording (an EDL collection) into a module, or just look at it.')
      .argument('<edl>', 'folder of the recording')
      .addOption(
        new Option('--speed <factor>', '1 for the recorded timing, max for as fast as it is taken').default(
          '1',
        ),
      )
      .option('--streams <list>', 'the streams to play, with commas between; all by default')
      .option('--from <time>', 'begin at this time of the recording, such as 90s')
      .option('--to <time>', 'end at this time of the recording')
      .option('--loop', 'begin again at the end, until it is stopped')
      .option('--module <file>', 'module program that gets the streams of the recording'),
  ).action(async (recording: string, flags: ReplayFlags) => {
    world.warmUp(isShown(flags));
    const { replayCommand } = await import('./replay-command.ts');
    const { speed, module, streams, from, to, loop } = flags;
    setExitCode(
      await replayCommand(
        {
          recording,
          speed,
          ...(module === undefined ? {} : { module }),
          ...(streams === undefined ? {} : { streams: listOf(streams) }),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
          ...(loop === undefined ? {} : { loop }),
          ...(await runOptionsOf(flags)),
        },
        world,
      ),
    );
  });

  program
    .command('info')
    .description('Show what a recording holds: datasets, sizes, times, gaps, and what is wrong with it.')
    .argument('<recording>', 'folder of the recording')
    .option('--json', 'write JSON for programs')
    .action(async (recording: string, flags: { readonly json?: boolean }) => {
      const { infoCommand } = await import('./info-command.ts');
      setExitCode(await infoCommand({ recording, json: flags.json === true }, world));
    });

  program
    .command('export')
    .description('Write the streams of a recording as CSV tables, an NWB file or MP4 videos.')
    .argument('<recording>', 'folder of the recording')
    .addOption(new Option('--to <format>', 'what is written').choices(['csv', 'nwb', 'mp4']).default('csv'))
    .option('--out <path>', 'folder of the tables or videos, or the NWB file')
    .option('--streams <ids>', 'streams to export, parted by commas')
    .option('--from <duration>', 'start at this time of the recording, such as 1m30s')
    .option('--to-time <duration>', 'end before this time of the recording')
    .addOption(
      new Option(
        '--videos <where>',
        'frames of an NWB file: in their video files, or in the NWB file',
      ).choices(['linked', 'stored']),
    )
    .addOption(subjectOption())
    .action(async (recording: string, flags: Omit<ExportCommandOptions, 'recording'>) => {
      const { exportCommand } = await import('./export-command.ts');
      setExitCode(await exportCommand({ ...flags, recording }, world));
    });

  program
    .command('check')
    .description('Load the modules of a project and say what a run would refuse; nothing is started.')
    .argument('<project>', 'the project file, or the folder of a project.toml')
    .addOption(overrideOption())
    .option('--json', 'write the checked project to stdout as JSON')
    .action(async (project: string, flags: { readonly set?: readonly string[]; readonly json?: boolean }) => {
      const { checkCommand } = await import('./check-command.ts');
      await checkCommand({ project, set: flags.set ?? [], json: flags.json === true }, world);
    });
  program
    .command('create')
    .description('Make a folder with a module, a project that runs it and a test, to start from.')
    .argument('<folder>', 'the folder to make')
    .addOption(new Option('--template <name>', 'what to start from').choices(TEMPLATES).default('module'))
    .option('--package <spec>', 'what npm installs as syntalos-mlink, such as the path of a .tgz')
    .action(async (folder: string, flags: Omit<CreateCommandOptions, 'folder'>) => {
      const { createCommand } = await import('./create-command.ts');
      createCommand({ ...flags, folder }, world);
    });
  program
    .command('graph')
    .description('Draw the modules of a project and what connects them, as text or as a picture.')
    .argument('<project>', 'the project file, or the folder of a project.toml')
    .option('--svg <file>', 'write a picture to a file instead')
    .action(async (project: string, flags: { readonly svg?: string }) => {
      const { graphCommand } = await import('./graph-command.ts');
      await graphCommand({ project, ...flags }, world);
    });
  addLookCommands(program, world, setExitCode);
  addNetworkCommands(program, world, setExitCode);
  program
    .command('modules')
    .description('List the built-in modules, or show ports and settings of one.')
    .argument('[name]', 'the module, as a project names it')
    .option('--json', 'write JSON for programs')
    .action(async (name: string | undefined, flags: { readonly json?: boolean }) => {
      const { modulesCommand } = await import('./modules-command.ts');
      modulesCommand({ ...(name === undefined ? {} : { name }), json: flags.json === true }, world);
    });
  program
    .command('install')
    .description('Put a module where Syntalos finds it. Its program stays where it is.')
    .argument('<module>', 'the program, or the folder of a package whose package.json names one')
    .option('--id <id>', "the module's id: the name of its folder; by default made of the program's name")
    .option('--name <text>', 'name that Syntalos shows')
    .option('--description <text>', 'what the module does')
    .option('--category <category...>', 'where Syntalos lists it, such as processing or example')
    .option('--icon <file>', 'an svg or png file')
    .option('--features <list>', 'show-settings, show-display, both with a comma between, or none')
    .option('--dir <folder>', 'folder of modules, instead of the one that Syntalos reads')
    .option('--force', 'replace the module that was installed under this id')
    .action(async (module: string, flags: InstallFlags) => {
      const { installCommand } = await import('./install-command.ts');
      const { category, features, force, ...given } = flags;
      await installCommand(
        {
          module,
          ...given,
          ...(category === undefined ? {} : { categories: category }),
          ...(features === undefined ? {} : { features: listOf(features) }),
          force: force === true,
        },
        world,
      );
    });

  program
    .command('uninstall')
    .description('Remove a module that was installed from here.')
    .argument('<id>', "the module's id")
    .option('--dir <folder>', 'folder of modules, instead of those that Syntalos reads')
    .action(async (id: string, flags: { readonly dir?: string }) => {
      const { uninstallCommand } = await import('./uninstall-command.ts');
      uninstallCommand({ id, ...flags }, world);
    });
  program
    .command('devices')
    .description('List the cameras and serial ports of this machine.')
    .option('--json', 'write the list to stdout as JSON')
    .action(async (flags: { readonly json?: boolean }) => {
      const { devicesCommand } = await import('./devices-command.ts');
      devicesCommand({ json: flags.json === true }, world);
    });
  program
    .command('doctor')
    .description('Say whether modules can run under Syntalos on this machine, and what to do if not.')
    .option('--clean', 'remove what killed processes have left in shared memory')
    .option('--servers <list>', 'look at NATS servers and the agents on them, too; with commas between')
    .option('--creds <file>', 'file that says who this is to the servers')
    .option('--json', 'write the findings to stdout as JSON')
    .action(async (flags: DoctorFlags) => {
      const { doctorCommand } = await import('./doctor-command.ts');
      const { clean = false, json = false, servers, creds } = flags;
      setExitCode(
        await doctorCommand(
          {
            clean,
            json,
            ...(servers === undefined ? {} : { servers: listOf(servers) }),
            ...(creds === undefined ? {} : { credentials: creds }),
          },
          world,
        ),
      );
    });
  program
    .command('completion')
    .description('Write a script with which a shell completes commands and options.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .action(async (shell: Shell) => {
      const [{ completionScript }, { BUILT_IN_MODULES }] = await Promise.all([
        import('./completion.ts'),
        import('../host/project/index.ts'),
      ]);
      world.stdout.write(completionScript(program, shell, { modules: BUILT_IN_MODULES }));
    });
  for (const command of program.commands) command.addHelpText('after', examplesText(command.name()));
  return program;
}

/** A comma-separated list; `none` is the empty one. */
function listOf(text: string): string[] {
  return text === 'none' ? [] : text.split(',').map((item) => item.trim());
}

function overrideOption(): Option {
  return new Option(
    '--set <key=value>',
    'put a value over one of the project, such as cam.framerate=30 or run.experiment=test; may be repeated',
  ).argParser((value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value]);
}

function subjectOption(): Option {
  return new Option(
    '--subject <key=value>',
    'what an NWB file says of the subject: id, age, sex, species, strain, genotype, weight; may be repeated',
  ).argParser((value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value]);
}
