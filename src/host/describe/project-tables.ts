/**
 * The tables of a project file, in the order of a page about them.
 *
 * @module
 */
import {
  CONNECTION_KEYS,
  LIMITS_KEYS,
  MODULE_KEYS,
  NETWORK_KEYS,
  PORTS_KEYS,
  PORT_KEYS,
  ROOT_KEYS,
  RUN_KEYS,
  SUBJECT_KEYS,
  type ProjectKeys,
} from '../project/index.ts';

/** A kind of table, as TOML writes its head, and its keys. */
export interface ProjectTable {
  readonly title: string;
  readonly keys: ProjectKeys;
}

export const PROJECT_TABLES: readonly ProjectTable[] = [
  { title: 'project.toml', keys: ROOT_KEYS },
  { title: '[run]', keys: RUN_KEYS },
  { title: '[run.subject]', keys: SUBJECT_KEYS },
  { title: '[run.limits]', keys: LIMITS_KEYS },
  { title: '[network]', keys: NETWORK_KEYS },
  { title: '[[modules]]', keys: MODULE_KEYS },
  { title: '[modules.ports]', keys: PORTS_KEYS },
  { title: '[[modules.ports.inputs]], [[modules.ports.outputs]]', keys: PORT_KEYS },
  { title: '[[connections]]', keys: CONNECTION_KEYS },
];
