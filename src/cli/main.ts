#!/usr/bin/env node
/**
 * Entry of the command `syntalos-mlink`: connects the commands with this process.
 *
 * @module
 */
import { homedir } from 'node:os';
import { startSupervisorsEarly } from '../host/engine/supervisor-placement.ts';
import { packageVersion, startThreadEarly } from '../threads/index.ts';
import { VIEW_THREAD } from '../view/view-entry.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { runCli } from './program.ts';
import type { CliWorld } from './world.ts';

/** What is still alive this long after the end of a command is a leak, and no reason to hang. */
const LEFTOVER_MSEC = 2000;

const world: CliWorld = {
  stdout: process.stdout,
  stderr: process.stderr,
  // A getter: opening stdin has side effects that only a command with keys should have.
  get stdin() {
    return process.stdin;
  },
  signals: process,
  workingFolder: process.cwd(),
  homeFolder: homedir(),
  environment: process.env,
  nodePath: process.execPath,
  version: packageVersion(),
  now: () => performance.now(),
  warmUp: (isShown) => {
    startSupervisorsEarly();
    if (isShown) startThreadEarly(...VIEW_THREAD);
  },
  loadEngine: async () => (await import('../host/index.ts')).startProject,
};

// A reader that has gone (`… | head`) must not end a run that records.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const exitCode = await runCli(process.argv.slice(2), world);
process.exitCode = exitCode;
if (exitCode === EXIT_CODES.interrupted) process.exit();
setTimeout(() => process.exit(), LEFTOVER_MSEC).unref();
