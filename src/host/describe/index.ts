/**
 * What can be said of projects and built-in modules without running them: a schema for editors, texts for lists.
 *
 * Knows the tables that the checks read; nothing of engines. Runs in the thread of its caller.
 *
 * @module
 */
export { MODULE_DESCRIPTIONS } from '../modules/descriptions.ts';
export type { ModuleDescription, PortOfBuiltIn } from '../modules/module-description.ts';
export { PROJECT_TABLES, type ProjectTable } from './project-tables.ts';
export { projectSchema, type JsonSchema } from './project-schema.ts';
export { defaultText, settingText } from './setting-text.ts';
