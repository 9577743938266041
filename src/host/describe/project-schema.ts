/**
 * A JSON schema of project files, made of the tables that the checks read and of the settings of the built-in modules.
 *
 * @module
 */
import { MODULE_DESCRIPTIONS } from '../modules/descriptions.ts';
import type { ModuleDescription } from '../modules/module-description.ts';
import {
  CONNECTION_KEYS,
  LIMITS_KEYS,
  MODULE_KEYS,
  NETWORK_KEYS,
  PORTS_KEYS,
  PORT_KEYS,
  PROGRAM_PATH,
  ROOT_KEYS,
  RUN_KEYS,
  SUBJECT_KEYS,
  type ProjectKey,
  type ProjectKeys,
} from '../project/index.ts';
import type { Setting } from '../../settings/index.ts';
import { settingText } from './setting-text.ts';

/** A JSON schema, as plain data. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * Makes the schema (JSON Schema draft-07, which all editors of TOML know).
 *
 * The settings of a built-in module follow from `use`. Some editors complete no keys that depend on others (Taplo
 * is one): for them, the names that any built-in module has are known to every module's settings, too.
 */
export function projectSchema(): JsonSchema {
  const subject = tableOf(SUBJECT_KEYS);
  const ports = { type: 'array', items: tableOf(PORT_KEYS) };
  const module = tableOf(MODULE_KEYS, {
    use: { anyOf: [{ enum: MODULE_DESCRIPTIONS.map(({ name }) => name) }, { pattern: programPattern() }] },
    settings: { type: 'object', properties: anyModulesSettings() },
    ports: tableOf(PORTS_KEYS, { inputs: ports, outputs: ports }),
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Project of syntalos-mlink',
    ...tableOf(ROOT_KEYS, {
      run: tableOf(RUN_KEYS, { subject, limits: tableOf(LIMITS_KEYS) }),
      modules: {
        type: 'array',
        minItems: 1,
        items: module,
        // Beside the items, not in them: Taplo completes no keys of a table that has an allOf.
        allOf: MODULE_DESCRIPTIONS.map((description) => ({ items: settingsRule(description) })),
      },
      connections: { type: 'array', items: tableOf(CONNECTION_KEYS) },
      network: tableOf(NETWORK_KEYS),
    }),
  };
}

/** A table with these keys and no others; `inner` are the schemas of the tables inside it. */
function tableOf(keys: ProjectKeys, inner: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const entries = Object.entries(keys);
  const required = entries.filter(([, key]) => key.required).map(([name]) => name);
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(
      entries.map(([name, key]) => [name, { ...describedKey(key), ...inner[name] }]),
    ),
  };
}

function describedKey({ about, allows, schema, default: value }: ProjectKey): JsonSchema {
  return {
    description: typeof schema === 'string' ? sentence(about) : `${sentence(about)}\n\nAllowed: ${allows}.`,
    ...(typeof schema === 'string' ? {} : schema),
    ...(value === undefined ? {} : { default: value }),
  };
}

function programPattern(): string {
  return `${PROGRAM_PATH.source}|^process:.`;
}

/** What the settings of one built-in module may be. */
function settingsRule({ name, settings }: ModuleDescription): JsonSchema {
  const entries = Object.entries(settings);
  const required = entries.filter(([, setting]) => setting.required).map(([key]) => key);
  const table = {
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(entries.map(([key, setting]) => [key, describedSetting(setting)])),
  };
  return {
    if: { properties: { use: { const: name } }, required: ['use'] },
    then: {
      properties: { settings: table },
      ...(required.length === 0 ? {} : { required: ['settings'] }),
    },
  };
}

function describedSetting(setting: Setting<unknown>): JsonSchema {
  return {
    description: `${sentence(setting.about ?? '')}\n\nAllowed: ${setting.allows}.`,
    ...setting.schema,
    ...(setting.default === undefined ? {} : { default: setting.default }),
  };
}

/** Every name that a setting of a built-in module has, with what each module means by it; any value. */
function anyModulesSettings(): JsonSchema {
  const texts = new Map<string, string[]>();
  for (const { name, settings } of MODULE_DESCRIPTIONS) {
    for (const [key, setting] of Object.entries(settings)) {
      const text = `**${name}**: ${settingText(setting)}`;
      texts.set(key, [...(texts.get(key) ?? []), text]);
    }
  }
  return Object.fromEntries(
    [...texts]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, of]) => [key, { description: of.join('\n\n') }]),
  );
}

function sentence(phrase: string): string {
  return phrase === '' ? '' : `${phrase[0]!.toUpperCase()}${phrase.slice(1)}.`;
}
