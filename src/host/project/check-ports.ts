/**
 * Checks the ports that a project gives a script.
 *
 * @module
 */
import { DataType } from '../../types/index.ts';
import type { Problems } from './problems.ts';
import { PORTS_KEYS, PORT_ID, PORT_KEYS } from './project-keys.ts';
import type { ProjectPort, ProjectPorts } from './project.ts';
import { didYouMean, listNames } from '../../settings/index.ts';
import type { TomlPath, TomlTable } from './toml-document.ts';

/** @returns `undefined` if the module has no key `ports` */
export function checkPorts(module: TomlTable, path: TomlPath, problems: Problems): ProjectPorts | undefined {
  const ports = problems.table(module, path, 'ports');
  if (ports === undefined) return undefined;
  const at = [...path, 'ports'];
  problems.unknownKeys(ports, at, Object.keys(PORTS_KEYS));
  return {
    inputs: checkList(ports, at, 'inputs', problems),
    outputs: checkList(ports, at, 'outputs', problems),
  };
}

function checkList(
  ports: TomlTable,
  path: TomlPath,
  key: 'inputs' | 'outputs',
  problems: Problems,
): ProjectPort[] {
  const list: ProjectPort[] = [];
  for (const { table, path: at } of problems.tables(ports, key, path)) {
    problems.unknownKeys(table, at, Object.keys(PORT_KEYS));
    const id = problems.neededText(table, at, 'id');
    const dataType = checkType(table, at, problems);
    const title = problems.text(table, at, 'title') ?? id;
    if (id !== undefined && !PORT_ID.test(id)) {
      problems.add([...at, 'id'], 'must be 1 to 64 characters without blanks and ":"');
    } else if (list.some((port) => port.id === id)) {
      problems.add([...at, 'id'], `"${id ?? ''}" is the id of another of these ports already`);
    } else if (id !== undefined && title !== undefined && dataType !== undefined) {
      list.push({ id, title, dataType });
    }
  }
  return list;
}

function checkType(table: TomlTable, path: TomlPath, problems: Problems): DataType | undefined {
  const name = problems.neededText(table, path, 'type');
  if (name === undefined) return undefined;
  if (Object.hasOwn(DataType, name)) return DataType[name as keyof typeof DataType];
  const known = Object.keys(DataType);
  problems.add(
    [...path, 'type'],
    `there is no data type "${name}"${didYouMean(name, known) || `, known are ${listNames(known)}`}`,
  );
  return undefined;
}
