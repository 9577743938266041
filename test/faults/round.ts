/**
 * Carries out a plan: a folder with its modules, a host in a process of its own, and the faults from outside.
 */
import {
  spawn,
  type ChildProcessByStdio,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
} from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RunReport } from 'syntalos-mlink/host';
import type { ProgressLine } from './host-process.ts';
import { damageFiles } from './damage.ts';
import type { OutsideFault, Plan, PuppetPlan } from './plan.ts';
import { RECORDING_PLAN } from './variants.ts';

const HOST_PROCESS = fileURLToPath(new URL('./host-process.js', import.meta.url));
const PUPPET = new URL('./puppet.js', import.meta.url).href;
const PUPPET_ANALYSIS = new URL('./puppet-analysis.js', import.meta.url).href;

/** How long a host may take beside the plan's own duration. */
const END_LIMIT_MSEC = 60_000;
/** How long processes may outlive their host. */
const LEAVE_LIMIT_MSEC = 8_000;
/** Memory of a host that is not to run out of it; a plan may say less. */
const SHM_SIZE_KIB = 256 * 1024;

/** Heap of each thread in a round whose fault fills one. */
const SMALL_HEAP = '--max-old-space-size=96';

/** The end of the name of a file that iceoryx2 keeps for all nodes of a user, once per machine. */
const NODES_OF_ALL = '.global_mgmt';

/** What is left of a round. */
export interface RoundResult {
  readonly folder: string;
  /** How the host ended; `overdue` if it had to be killed. */
  readonly ended: { readonly code: number | null; readonly signal: string | null } | 'overdue';
  readonly output: string;
  readonly report?: RunReport;
  readonly progress: readonly ProgressLine[];
  /** When the host was killed, on the wall clock. */
  readonly killedAtMsec?: number;
  /** Processes, files in `/dev/shm` and in the temporary folder that stayed, threads and files that the host kept. */
  readonly left: readonly string[];
  /** Files of the recording that were damaged before it was replayed. */
  readonly damaged: readonly string[];
}

/** Whether rounds get a `/dev/shm` of their own and may fill disks: as root only. */
export const MAY_MOUNT: boolean = process.getuid?.() === 0 && existsSync('/usr/bin/unshare');

/** Carries out a plan in a folder, which is to be empty. */
export async function runRound(plan: Plan, folder: string): Promise<RoundResult> {
  const damaged = plan.replay === undefined ? [] : await writeRecording(plan.replay.damage, folder);
  writeProject(plan, folder);
  const host = spawnHost(plan, folder);
  const output: string[] = [];
  for (const stream of [host.stdout, host.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  let ended: RoundResult['ended'] | undefined;
  const exited = new Promise<void>((resolve) => {
    host.on('exit', (code, signal) => {
      ended ??= { code, signal };
      resolve();
    });
  });
  const killedAtMsec = plan.outside === undefined ? undefined : await strike(plan.outside, folder, exited);
  const timer = setTimeout(() => {
    ended = 'overdue';
    for (const pid of processesOf(folder)) signal(pid, 'SIGKILL');
  }, plan.durationMsec + END_LIMIT_MSEC);
  await exited;
  clearTimeout(timer);
  const left = await whatIsLeft(folder);
  const report = readReport(folder);
  return {
    folder,
    ended: ended ?? 'overdue',
    output: output.join(''),
    progress: readProgress(folder),
    left,
    damaged,
    ...(report === undefined ? {} : { report }),
    ...(killedAtMsec === undefined ? {} : { killedAtMsec }),
  };
}

let recording: Promise<string> | undefined;

/** A copy of a recording that was made once, with damage. @returns the damaged files */
async function writeRecording(damage: Parameters<typeof damageFiles>[1], folder: string): Promise<string[]> {
  recording ??= makeRecording(join(folder, '../recording'));
  const copy = join(folder, 'recording');
  cpSync(await recording, copy, { recursive: true });
  return damageFiles(copy, damage);
}

async function makeRecording(folder: string): Promise<string> {
  mkdirSync(folder);
  const { report, output } = await runRound(RECORDING_PLAN, folder);
  if (report?.outFolder === undefined || report.verdict === 'INCOMPLETE') {
    throw new Error(`The recording to replay could not be made: ${report?.reasons.join('; ') ?? output}`);
  }
  return report.outFolder;
}

function writeProject(plan: Plan, folder: string): void {
  mkdirSync(join(folder, 'out'), { recursive: true });
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan, null, 1));
  for (const puppet of plan.puppets) {
    const analysis = `${puppet.id}-analysis.js`;
    writeFileSync(
      join(folder, `${puppet.id}.js`),
      `import { runPuppet } from ${JSON.stringify(PUPPET)};\n` +
        `await runPuppet(${JSON.stringify(puppet)}, new URL('./${analysis}', import.meta.url));\n`,
    );
    if (puppet.fault?.kind === 'analysis') {
      writeFileSync(
        join(folder, analysis),
        `import { analysisOf } from ${JSON.stringify(PUPPET_ANALYSIS)};\n` +
          `export const analyze = analysisOf('${puppet.input}', '${puppet.fault.how}');\n`,
      );
    }
    if (puppet.runsAs === 'process') writeProcessModule(puppet, folder);
  }
}

function writeProcessModule({ id, fault }: PuppetPlan, folder: string): void {
  const path = join(folder, id);
  mkdirSync(path);
  writeFileSync(
    join(path, 'module.toml'),
    `[syntalos_module]\ntype = "executable"\nname = "${id}"\ndescription = "A puppet"\nbinary = "launcher"\n`,
  );
  writeFileSync(
    join(path, 'launcher'),
    `#!/bin/sh\nexec '${process.execPath}'${fillsHeap(fault) ? ` ${SMALL_HEAP}` : ''} '${join(folder, id)}.js'\n`,
  );
  chmodSync(join(path, 'launcher'), 0o755);
}

function fillsHeap(fault: PuppetPlan['fault']): boolean {
  return fault?.kind === 'out-of-memory' || (fault?.kind === 'analysis' && fault.how === 'out-of-memory');
}

/** The host, where root may in a mount namespace with memory and disk of the plan's size. */
function spawnHost(
  { outside, puppets }: Plan,
  folder: string,
): ChildProcessByStdio<null, Readable, Readable> {
  const env = { ...process.env, TMPDIR: join(folder, 'tmp'), XDG_RUNTIME_DIR: folder };
  const options: SpawnOptionsWithStdioTuple<StdioNull, StdioPipe, StdioPipe> = {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  const command = [
    process.execPath,
    ...(puppets.some(({ fault }) => fillsHeap(fault)) ? [SMALL_HEAP] : []),
    HOST_PROCESS,
    folder,
  ];
  if (!MAY_MOUNT) return spawn(command[0]!, command.slice(1), options);
  const shmSize = outside?.kind === 'full-memory' ? outside.sizeKiB : SHM_SIZE_KIB;
  const script = [
    `mount -t tmpfs -o size=${shmSize}k tmpfs /dev/shm || exit 99`,
    ...(outside?.kind === 'full-disk'
      ? [`mount -t tmpfs -o size=${outside.sizeKiB}k tmpfs "$1/out" || exit 99`]
      : []),
    'folder="$1"; shift; "$@"; code=$?',
    // What stays in memory, and what a full disk holds, is seen in here only.
    'ls -A /dev/shm > "$folder/shm-left"',
    ...(outside?.kind === 'full-disk' ? ['cp -r "$folder/out" "$folder/out-kept"'] : []),
    'exit $code',
  ].join('\n');
  return spawn('unshare', ['-m', 'sh', '-c', script, 'sh', folder, ...command], options);
}

/** @returns when the host was killed, if it was */
async function strike(
  fault: OutsideFault,
  folder: string,
  exited: Promise<void>,
): Promise<number | undefined> {
  if (fault.kind === 'full-disk' || fault.kind === 'full-memory') return undefined;
  const isOver = exited.then(() => true);
  // Threads and processes of the round take their time to start: the fault counts from there.
  while (!existsSync(join(folder, 'progress.jsonl'))) {
    if (await Promise.race([isOver, sleep(20, false)])) return undefined;
  }
  if (await Promise.race([isOver, sleep(fault.afterMsec, false)])) return undefined;
  const pids =
    'module' in fault
      ? processesOf(folder).filter((pid) => commandOf(pid).endsWith(`${fault.module}.js`))
      : processesOf(folder).filter((pid) => commandOf(pid).includes('host-process.js') && isNode(pid));
  switch (fault.kind) {
    case 'kill-host':
      for (const pid of pids) signal(pid, 'SIGKILL');
      return Date.now();
    case 'kill-process':
      for (const pid of pids) signal(pid, 'SIGKILL');
      return undefined;
    case 'interrupt':
      for (const pid of pids) signal(pid, 'SIGINT');
      return undefined;
    case 'stop-host':
    case 'stop-process':
      for (const pid of pids) signal(pid, 'SIGSTOP');
      await sleep(fault.forMsec);
      for (const pid of pids) signal(pid, 'SIGCONT');
      return undefined;
  }
}

async function whatIsLeft(folder: string): Promise<string[]> {
  const deadline = performance.now() + LEAVE_LIMIT_MSEC;
  while (processesOf(folder).length > 0 && performance.now() < deadline) await sleep(50);
  const left = processesOf(folder).map((pid) => `process ${pid}: ${commandOf(pid)}`);
  for (const pid of processesOf(folder)) signal(pid, 'SIGKILL');
  const shmFile = join(folder, 'shm-left');
  if (existsSync(shmFile)) {
    const names = readFileSync(shmFile, 'utf8')
      .split('\n')
      .filter((name) => name !== '' && !name.endsWith(NODES_OF_ALL));
    left.push(...names.map((name) => `/dev/shm/${name}`));
  }
  left.push(...readdirSync(join(folder, 'tmp')).map((name) => `temporary ${name}`));
  const heldFile = join(folder, 'held.json');
  if (existsSync(heldFile)) left.push(...(JSON.parse(readFileSync(heldFile, 'utf8')) as string[]));
  return left;
}

/** Processes of a round: its folder stands in their command lines. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid).includes(folder));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return ''; // it has just ended
  }
}

/** Not the shell around it, whose command line names the host, too. */
function isNode(pid: number): boolean {
  return commandOf(pid).startsWith(process.execPath);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has just ended
  }
}

/** @returns `undefined` if there is none, or half of one from a host that was killed */
function readReport(folder: string): RunReport | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as RunReport;
  } catch {
    return undefined;
  }
}

function readProgress(folder: string): ProgressLine[] {
  const file = join(folder, 'progress.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // The last may be cut by a kill.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as ProgressLine);
}
