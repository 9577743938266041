/**
 * The command `doctor`: looks at all that a module under Syntalos needs of this machine.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { VARIABLES } from '../environment.ts';
import { messageOf } from '../errors.ts';
import { addonSources, ioxRootPath, loadNative, type NativeAddon } from '../ipc/iceoryx2/index.ts';
import { exchangeFinding } from './doctor/exchange.ts';
import { formatFindings, ok, problem, warning, type Finding } from './doctor/finding.ts';
import { linkFolderFinding, sharedMemoryFinding } from './doctor/folders.ts';
import { deadNodesFinding, unusedFilesFinding } from './doctor/leftovers.ts';
import { limitFindings } from './doctor/limits.ts';
import { addonFinding, nodeFinding, syntalosFinding } from './doctor/versions.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import type { CliWorld } from './world.ts';

/** Options of `doctor`. */
export interface DoctorCommandOptions {
  /** The findings go to stdout as JSON. */
  readonly json: boolean;
  /** Removes what killed processes left. */
  readonly clean: boolean;
  /** NATS servers to look at, too. */
  readonly servers?: readonly string[];
  /** File that says who this is to them. */
  readonly credentials?: string;
}

const SHARED_MEMORY = '/dev/shm';
const LIMITS = '/proc/self/limits';
const STATUS = '/proc/self/status';

/**
 * `syntalos-mlink doctor`: whether modules can run under Syntalos on this machine, and what to do where not.
 *
 * @returns `failed` where there is a problem; warnings do not count
 */
export async function doctorCommand(options: DoctorCommandOptions, world: CliWorld): Promise<ExitCode> {
  const findings = await examine(options, world);
  world.stdout.write(options.json ? `${JSON.stringify(findings, undefined, 2)}\n` : formatFindings(findings));
  return findings.some(({ status }) => status === 'problem') ? EXIT_CODES.failed : EXIT_CODES.ok;
}

async function examine(options: DoctorCommandOptions, world: CliWorld): Promise<Finding[]> {
  const { clean, servers, credentials } = options;
  const { environment } = world;
  const findings = [
    nodeFinding(process.versions.node),
    ok('package', `syntalos-mlink ${world.version}`),
    syntalosFinding(environment[VARIABLES.masterVersion]),
  ];
  let native: NativeAddon | undefined;
  try {
    native = loadNative();
    const name = addonSources().find(({ exists }) => exists)?.name ?? '';
    findings.push(
      addonFinding({ name, version: native.addonVersion(), iceoryx: native.iceoryxVersion() }, world.version),
    );
  } catch (error) {
    // The message says what to run or to install.
    findings.push(
      problem('addon', messageOf(error), 'see above; native/README.md of the package has the steps'),
    );
  }
  findings.push(
    sharedMemoryFinding(SHARED_MEMORY),
    linkFolderFinding(ioxRootPath(environment), {
      userId: process.getuid?.() ?? -1,
      runtimeDir: environment[VARIABLES.runtimeDir],
    }),
    ...(existsSync(LIMITS) ? limitFindings(readFileSync(LIMITS, 'utf8'), readFileSync(STATUS, 'utf8')) : []),
    affinityFinding(environment['PATH'] ?? ''),
    await videoFinding(),
    ...(existsSync(SHARED_MEMORY) ? [unusedFilesFinding(SHARED_MEMORY, { clean })] : []),
  );
  if (native !== undefined) {
    // Before the self-test, whose own files must not count.
    findings.push(deadNodesFinding(native, world, { clean }));
    findings.push(await exchangeFinding(world));
  }
  if (servers !== undefined) {
    const { networkFindings } = await import('./doctor/network.ts');
    const file = credentials === undefined ? undefined : resolve(world.workingFolder, credentials);
    findings.push(...(await networkFindings(servers, file, world.version)));
  }
  return findings;
}

function affinityFinding(path: string): Finding {
  const found = path.split(delimiter).find((folder) => folder !== '' && existsSync(join(folder, 'taskset')));
  return found === undefined
    ? warning(
        'affinity',
        'there is no "taskset" on the path: modules are not bound to cores, whatever Syntalos asks for',
        'install util-linux',
      )
    : ok('affinity', `by "${join(found, 'taskset')}"`);
}

async function videoFinding(): Promise<Finding> {
  const { loadFfmpeg } = await import('../video/index.ts');
  try {
    await loadFfmpeg('read or write video');
    return ok('video', 'node-av is there: the modules video-recorder and replay work');
  } catch (error) {
    return warning('video', messageOf(error), 'only needed by the modules video-recorder and replay');
  }
}
