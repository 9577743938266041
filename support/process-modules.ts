/**
 * Modules as processes: their folders, for tests and benches.
 *
 * @module
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunReport } from 'syntalos-mlink/host';

// Neither the runner's preloads nor another run's shared memory: Syntalos starts modules without them.
delete process.env['NODE_OPTIONS'];
// Nor certificates, which Node reads at its start where this names some: 70 ms, and no lab has it.
delete process.env['NODE_EXTRA_CA_CERTS'];

/** A test, or what cleans up as one does. */
export interface Cleaned {
  teardown(fn: () => void): void;
}

/** A folder for a project: its modules' folders, its recordings, and its shared memory. */
export function projectFolder(t: Cleaned): string {
  const folder = mkdtempSync(join(tmpdir(), 'sy-host-'));
  process.env['XDG_RUNTIME_DIR'] = folder;
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Makes the folder of a module that runs a command line.
 *
 * @param script - lines of a shell before the command
 * @returns what a project says to use it
 */
export function processModule(
  folder: string,
  name: string,
  command: readonly string[],
  script: readonly string[] = [],
): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(
    join(path, 'module.toml'),
    `[syntalos_module]\ntype = "executable"\nname = "${name}"\ndescription = "A test"\nbinary = "launcher"\n`,
  );
  const words = command.map((word) => `'${word}'`).join(' ');
  writeFileSync(join(path, 'launcher'), ['#!/bin/sh', ...script, `exec ${words}`, ''].join('\n'));
  chmodSync(join(path, 'launcher'), 0o755);
  return `process:${name}`;
}

/** A figure of a module of a report. */
export function figure(report: RunReport, module: string, name: string): unknown {
  return report.modules.find(({ id }) => id === module)?.figures[name]?.value;
}
