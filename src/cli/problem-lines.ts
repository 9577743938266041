/**
 * Errors of a project that a run refuses, as lines with their places in the project's file.
 *
 * @module
 */
import type { ErrorDetails } from '../errors.ts';
import { formatPortRef, placeIn, type Project } from '../host/project/index.ts';
import type { RunError } from '../host/report/index.ts';

/** An error as lines with their places; one for each wrong setting. */
export function problemLines({ module, error }: RunError, project: Project): string[] {
  const lines = error.code === 'ERR_SYNTALOS_SETTING' ? error.message.split('\n') : [error.message];
  return lines.map((line) => {
    const place = placeIn(project, pathOf(line, module, error.details ?? {}, project));
    return place === undefined ? line : `${place}: ${line}`;
  });
}

function pathOf(
  line: string,
  module: string | undefined,
  details: ErrorDetails,
  { modules, connections }: Project,
): readonly (string | number)[] {
  const { from, to } = details;
  const connection = connections.findIndex(
    (c) => formatPortRef(c.from) === from && formatPortRef(c.to) === to,
  );
  if (connection >= 0) {
    return ['connections', connection, details['direction'] === 'output' ? 'from' : 'to'];
  }
  const index = modules.findIndex(({ id }) => id === module);
  if (index < 0) return [];
  const [, setting = ''] = /setting "([^"]+)"/.exec(line) ?? [];
  const isThere = Object.hasOwn(modules[index]?.settings ?? {}, setting);
  return isThere ? ['modules', index, 'settings', setting] : ['modules', index, 'use'];
}
