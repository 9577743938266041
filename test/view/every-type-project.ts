import { fileURLToPath } from 'node:url';

/** A project of `every-type` and `take-all`, all ports connected, as a TOML text. */
export function everyTypeProject(ports: readonly string[], settings = ''): string {
  const program = (name: string): string =>
    JSON.stringify(fileURLToPath(new URL(`./fixtures/${name}.js`, import.meta.url)));
  return [
    `modules = [{ id = "source", use = ${program('every-type')}, name = "Source"${settings} },`,
    `{ id = "sink", use = ${program('take-all')}, name = "Sink" }]`,
    'connections = [',
    ...ports.map((port) => `  { from = "source:${port}", to = "sink:${port}" },`),
    ']',
  ].join('\n');
}
