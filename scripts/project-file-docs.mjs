// Writes docs/project-file.md from the tables that the checks of a project read and from the settings of the built-in
// modules; with `--check`, says only whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { MODULE_DESCRIPTIONS, PROJECT_TABLES, defaultText } from '../dist/files/host/describe/index.js';
import { dataTypeName } from '../dist/files/types/index.js';

const path = fileURLToPath(new URL('../docs/project-file.md', import.meta.url));
const text = await format(page(), { ...(await resolveConfig(path)), parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(path, text);
else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write('docs/project-file.md is not what the code says: run npm run docs:project\n');
  process.exitCode = 1;
}

function page() {
  return [
    '# The project file',
    '',
    'A project is a TOML file: which modules run, with which settings, connected how. `syntalos-mlink check` says what is',
    'wrong with one, with the line; `syntalos-mlink modules` prints what is said here of the built-in modules.',
    '',
    'Editors that know JSON schemas for TOML (Taplo, and so Even Better TOML in VS Code; Tombi) complete and check keys,',
    'names of built-in modules and their settings where the first line names the schema that lies in the package:',
    '',
    '```text',
    '#:schema ./node_modules/syntalos-mlink/dist/project.schema.json',
    '```',
    '',
    'This page is made by `npm run docs:project`, from the tables and settings that the checks read.',
    '',
    ...PROJECT_TABLES.flatMap(({ title, keys }) => [`## \`${title}\``, '', ...keyTable(keys), '']),
    '## Built-in modules',
    '',
    '[What each of them does](modules.md), in full.',
    '',
    ...MODULE_DESCRIPTIONS.flatMap(moduleSection),
  ].join('\n');
}

function keyTable(keys) {
  return table(
    ['key', 'default', 'allowed', 'what'],
    Object.entries(keys).map(([name, key]) => [
      code(name),
      key.required ? 'required' : key.default === undefined ? '' : code(JSON.stringify(key.default)),
      key.allows,
      key.about,
    ]),
  );
}

function moduleSection({ name, about, ports, furtherPorts, settings }) {
  const settingRows = Object.entries(settings).map(([key, setting]) => {
    const value = defaultText(setting);
    return [
      code(key),
      setting.required || value === '' ? value : code(value),
      setting.allows,
      setting.about ?? '',
    ];
  });
  const portRows = ports.map(({ direction, id, types, about: what }) => [
    `${direction} ${code(id)}`,
    types.length > 4 ? 'any' : types.map(dataTypeName).join(', '),
    what,
  ]);
  return [
    `### ${name}`,
    '',
    `${about}.`,
    '',
    ...(portRows.length === 0 ? [] : [...table(['port', 'type', 'what'], portRows), '']),
    ...(furtherPorts === undefined ? [] : [`${furtherPorts}.`, '']),
    ...table(['setting', 'default', 'allowed', 'what'], settingRows),
    '',
  ];
}

function table(titles, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}

function code(text) {
  return `\`${text}\``;
}
