/**
 * From the table `[network]` of a project to how its machines are reached.
 *
 * @module
 */
import { resolve } from 'node:path';
import { DURATION_FORM, parseDuration } from './duration.ts';
import { describeTomlValue, type Problems } from './problems.ts';
import { MACHINE_NAME, NETWORK_KEYS } from './project-keys.ts';
import type { ModuleProgram, ProjectNetwork } from './project.ts';
import type { TomlPath, TomlTable, TomlValue } from './toml-document.ts';

const PATH: TomlPath = ['network'];

/** Checks the table and notes what is wrong with it. */
export function checkNetwork(
  root: TomlTable,
  problems: Problems,
  folderOf: (path: TomlPath) => string,
): { readonly network?: ProjectNetwork } {
  const table = problems.table(root, [], 'network');
  if (table === undefined) return {};
  problems.unknownKeys(table, PATH, Object.keys(NETWORK_KEYS));
  const credentials = problems.text(table, PATH, 'credentials');
  return {
    network: {
      servers: checkServers(table, problems),
      ...(credentials === undefined
        ? {}
        : { credentials: resolve(folderOf([...PATH, 'credentials']), credentials) }),
      collect: checkBoolean(table, 'collect', problems),
      clockLimitUsec: checkDuration(table, 'clock_limit', problems) * 1000,
      refusesUnsureClocks: checkBoolean(table, 'strict_clock', problems),
      silenceMsec: checkDuration(table, 'silence', problems),
    },
  };
}

/** What a module says of the machine that it runs on. */
export function checkMachine(
  table: TomlTable,
  path: TomlPath,
  problems: Problems,
  known: { readonly hasNetwork: boolean; readonly program: ModuleProgram | undefined },
): { readonly machine?: string } {
  const machine = problems.text(table, path, 'machine');
  if (machine === undefined) return {};
  const at = [...path, 'machine'];
  if (!MACHINE_NAME.test(machine)) {
    problems.add(at, `is "${machine}", must be 1 to 64 of: letters, digits, "_" and "-"`);
  } else if (!known.hasNetwork) {
    problems.add(at, `is "${machine}", but the project has no [network] with servers to reach it by`);
  } else if (known.program?.kind === 'process') {
    problems.add(at, 'a module that is a process runs on the host only, leave "machine" out');
  }
  return { machine };
}

function checkServers(table: TomlTable, problems: Problems): string[] {
  const given = table['servers'];
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (Array.isArray(given) && given.length > 0 && given.every(isText)) return [...given];
  problems.add(
    [...PATH, 'servers'],
    given === undefined
      ? 'is missing: name the NATS servers, such as ["nats://10.0.0.1:4222"]'
      : `is ${describeTomlValue(given)}, must be a list of addresses, such as ["nats://10.0.0.1:4222"]`,
  );
  return [];
}

function checkBoolean(table: TomlTable, key: string, problems: Problems): boolean {
  const given: TomlValue = table[key] ?? NETWORK_KEYS[key]?.default ?? '';
  if (typeof given === 'boolean') return given;
  problems.add([...PATH, key], `is ${describeTomlValue(given)}, must be true or false`);
  return false;
}

function checkDuration(table: TomlTable, key: string, problems: Problems): number {
  const given: TomlValue = table[key] ?? NETWORK_KEYS[key]?.default ?? '';
  const msec = typeof given === 'string' ? parseDuration(given) : undefined;
  if (msec === undefined) {
    problems.add([...PATH, key], `is ${describeTomlValue(given)}, must be ${DURATION_FORM}`);
  }
  return msec ?? 0;
}

/** The table as a program writes it: the inverse of the check. */
export interface NetworkDescription {
  readonly servers: readonly string[];
  readonly credentials?: string;
  readonly collect?: boolean;
  readonly clock_limit?: string;
  readonly strict_clock?: boolean;
  readonly silence?: string;
}

export function describeNetwork(network: ProjectNetwork): NetworkDescription {
  const { servers, credentials, collect, clockLimitUsec, refusesUnsureClocks, silenceMsec } = network;
  return {
    servers,
    ...(credentials === undefined ? {} : { credentials }),
    collect,
    clock_limit: `${clockLimitUsec / 1000}ms`,
    strict_clock: refusesUnsureClocks,
    silence: `${silenceMsec}ms`,
  };
}
