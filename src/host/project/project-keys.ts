/**
 * The keys of a project file: what the checks know, lists show and editors complete.
 *
 * @module
 */
import type { ValueSchema } from '../../settings/index.ts';
import { DataType } from '../../types/index.ts';
import { DURATION_FORM } from './duration.ts';
import { ACTOR_PLACEMENTS } from './project.ts';

/** One key of a table. */
export interface ProjectKey {
  /** What it is for, as a phrase. */
  readonly about: string;
  /** What values it may have, in words. */
  readonly allows: string;
  /** The same for editors; of a table inside, its own keys are elsewhere. */
  readonly schema: ValueSchema | 'table' | 'tables';
  readonly required?: boolean;
  /** Its value where left out. */
  readonly default?: string | number | boolean;
}

/** The keys of one kind of table. */
export type ProjectKeys = Readonly<Record<string, ProjectKey>>;

/** Dots and colons in an id would be ambiguous in `--set cam.width=…` and `cam:frames`. */
export const MODULE_ID: RegExp = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/;
/** Name of an agent. */
export const MACHINE_NAME: RegExp = MODULE_ID;
/** What a connection may write behind the colon. */
export const PORT_ID: RegExp = /^[^:\s]{1,64}$/;
export const PORT_REF: RegExp = /^([^:\s]+):([^:\s]+)$/;
/** Linux allows 1024 by default (CONFIG_NR_CPUS is at most 8192). */
export const MAX_CPU = 8191;
export const NICENESS = { min: -20, max: 19 } as const;
export const LATE_PERCENT = { min: 0, max: 100 } as const;
/** What `use` begins with where it names no built-in module. */
export const PROGRAM_PATH: RegExp = /^(\.{0,2}\/|file:)/;

const TEXT = { type: 'string' } as const;
const NEEDED_TEXT = { type: 'string', minLength: 1 } as const;

export const ROOT_KEYS: ProjectKeys = {
  run: { about: 'what a run does, unless the command says otherwise', allows: 'a table', schema: 'table' },
  modules: { about: 'the programs that take part', allows: 'tables', schema: 'tables', required: true },
  connections: { about: 'which output feeds which input', allows: 'tables', schema: 'tables' },
  network: { about: 'how other machines are reached', allows: 'a table', schema: 'table' },
};

const DURATION = { type: 'string', pattern: String.raw`^\s*(\d+(\.\d+)?\s*(ms|s|min|h)\s*)+$` } as const;

export const RUN_KEYS: ProjectKeys = {
  duration: {
    about: 'the run stops by itself after this time; where left out, when its sources or the user end it',
    allows: DURATION_FORM,
    schema: DURATION,
  },
  out: {
    about: 'folder for recordings; a relative one starts at the working directory',
    allows: 'text',
    schema: TEXT,
    default: 'recordings',
  },
  subject: { about: 'the test subject, as the recording names it', allows: 'a table', schema: 'table' },
  experiment: { about: 'name of the experiment, part of the recording’s path', allows: 'text', schema: TEXT },
  late_percent: {
    about: 'share of the run that a source may be held back for before the run counts as late, in percent',
    allows: `a number from ${LATE_PERCENT.min} to ${LATE_PERCENT.max}`,
    schema: { type: 'number', minimum: LATE_PERCENT.min, maximum: LATE_PERCENT.max },
    default: 1,
  },
  limits: { about: 'how long the host waits for modules', allows: 'a table', schema: 'table' },
};

const limit = (about: string, msec: string): ProjectKey => ({
  about,
  allows: DURATION_FORM,
  schema: DURATION,
  default: msec,
});

export const LIMITS_KEYS: ProjectKeys = {
  idle: limit('from the start of a module’s program until its ports are there', '10s'),
  prepare: limit('for a callback that prepares the run', '15s'),
  stop: limit('for a callback that ends the run, and for code under way to come back before it', '15s'),
  drain: limit('for consumers to take what was written for them, once their sources have stopped', '10s'),
  overdue: limit('what has not come back after it is reported', '1.5s'),
};

export const NETWORK_KEYS: ProjectKeys = {
  servers: {
    about: 'NATS servers that host and agents connect to; of several, any',
    allows: 'a list of addresses, such as ["nats://10.0.0.1:4222"]',
    schema: { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } },
    required: true,
  },
  credentials: {
    about: 'file that says who the host is; its path may be relative to the project',
    allows: 'path of a file',
    schema: { type: 'string', minLength: 1 },
  },
  collect: {
    about: 'at the end the host fetches what was recorded on other machines; else it stays there',
    allows: 'true or false',
    schema: { type: 'boolean' },
    default: true,
  },
  clock_limit: {
    about: 'a machine whose clock is less sure than this is warned of',
    allows: DURATION_FORM,
    schema: DURATION,
    default: '1ms',
  },
  strict_clock: {
    about: 'a run is refused where a machine’s clock is less sure than that',
    allows: 'true or false',
    schema: { type: 'boolean' },
    default: false,
  },
  silence: {
    about: 'a machine that does not answer for so long counts as gone',
    allows: DURATION_FORM,
    schema: DURATION,
    default: '10s',
  },
};

export const SUBJECT_KEYS: ProjectKeys = {
  id: { about: 'name of the subject', allows: 'text', schema: TEXT },
  group: { about: 'group of the subject', allows: 'text', schema: TEXT },
};

export const MODULE_KEYS: ProjectKeys = {
  id: {
    about: 'name of the module in connections, messages and `--set`',
    allows: '1 to 64 of: letters, digits, "_" and "-"; not "run"',
    schema: { type: 'string', pattern: MODULE_ID.source },
    required: true,
  },
  use: {
    about:
      'the program: a built-in module, a .ts or .js file ("./tracker.ts"), or "process:" and a module.toml, its folder or the name of a module that Syntalos knows',
    allows: 'name of a built-in module, path, or "process:…"',
    schema: NEEDED_TEXT,
    required: true,
  },
  name: {
    about: 'name for people, and of the module’s folder in the recording; the id where left out',
    allows: 'text',
    schema: TEXT,
  },
  settings: { about: 'values of the module’s settings', allows: 'a table', schema: 'table' },
  ports: { about: 'ports of a script, which registers none itself', allows: 'a table', schema: 'table' },
  niceness: {
    about: 'nice value of its threads; the host’s own where left out',
    allows: `a whole number from ${NICENESS.min} to ${NICENESS.max}`,
    schema: { type: 'integer', minimum: NICENESS.min, maximum: NICENESS.max },
  },
  affinity: {
    about: 'the CPU cores that it may run on; all where left out',
    allows: `a list of CPU numbers from 0 to ${MAX_CPU}, such as [0, 1]`,
    schema: { type: 'array', minItems: 1, items: { type: 'integer', minimum: 0, maximum: MAX_CPU } },
  },
  machine: {
    about: 'the machine that it runs on: the name of an agent there; the host’s own where left out',
    allows: '1 to 64 of: letters, digits, "_" and "-"',
    schema: { type: 'string', pattern: MACHINE_NAME.source },
  },
  placement: {
    about: 'where its supervisor runs; by the number of cores where left out',
    allows: '"own-threads" or "shared-thread"',
    schema: { enum: ACTOR_PLACEMENTS },
  },
};

export const PORTS_KEYS: ProjectKeys = {
  inputs: { about: 'inputs of the script', allows: 'tables', schema: 'tables' },
  outputs: { about: 'outputs of the script', allows: 'tables', schema: 'tables' },
};

export const PORT_KEYS: ProjectKeys = {
  id: {
    about: 'name of the port in connections',
    allows: '1 to 64 characters without blanks and ":"',
    schema: { type: 'string', pattern: PORT_ID.source },
    required: true,
  },
  title: { about: 'name for people; the id where left out', allows: 'text', schema: TEXT },
  type: {
    about: 'data type of what passes it',
    allows: 'a data type',
    schema: { enum: Object.keys(DataType) },
    required: true,
  },
};

export const CONNECTION_KEYS: ProjectKeys = {
  from: {
    about: 'the output, such as "cam:frames"',
    allows: '<module>:<port>',
    schema: { type: 'string', pattern: PORT_REF.source },
    required: true,
  },
  to: {
    about: 'the input, such as "tracker:frames"; an input takes one connection',
    allows: '<module>:<port>',
    schema: { type: 'string', pattern: PORT_REF.source },
    required: true,
  },
};
