/**
 * What can be said of a built-in module without running it.
 *
 * @module
 */
import type { SettingsSchema } from '../../settings/index.ts';
import type { DataType } from '../../types/index.ts';

/** A port of a built-in module. */
export interface PortOfBuiltIn {
  readonly direction: 'input' | 'output';
  readonly id: string;
  /** The data type, or those that it may have: a setting or what is connected decides. */
  readonly types: readonly DataType[];
  /** What passes it, as a phrase. */
  readonly about: string;
}

/** A built-in module: what it is for, its ports and settings. */
export interface ModuleDescription {
  /** What a project writes behind `use`. */
  readonly name: string;
  /** One sentence without its full stop. */
  readonly about: string;
  readonly ports: readonly PortOfBuiltIn[];
  /** Ports that only a run knows, as a phrase. */
  readonly furtherPorts?: string;
  readonly settings: SettingsSchema;
}
