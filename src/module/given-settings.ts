/**
 * The settings that a project gives a module, as its program asks for them.
 *
 * In a thread of a host they are there from the beginning. A process gets them from its master, as the JSON text of
 * the table, after it has said that it is idle and before it prepares; or gets none, and the defaults count.
 *
 * @module
 */
import { SyntalosError, describeValue, messageOf } from '../errors.ts';
import {
  readSettings,
  type ModuleSettings,
  type SettingValues,
  type SettingsOf,
  type SettingsSchema,
} from '../settings/index.ts';

/** A program that waits for its settings. */
interface Waiting {
  readonly schema: SettingsSchema;
  readonly resolve: (values: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Gives the settings of one module out, once they are known. */
export class GivenSettings {
  readonly #moduleId: string;
  #given: ModuleSettings | undefined;
  readonly #waiting: Waiting[] = [];
  #wereAsked = false;
  /** Of the first check that failed: no run goes on with it. */
  #error: unknown;

  /** @param given - what is known from the beginning */
  constructor(moduleId: string, given: ModuleSettings | undefined) {
    this.#moduleId = moduleId;
    this.#given = given;
  }

  /** Whether the program has asked for them. */
  get wereAsked(): boolean {
    return this.#wereAsked;
  }

  /**
   * Settings by a schema, once they are there.
   *
   * @returns rejects with ERR_SYNTALOS_SETTING, one line for each that is unknown, missing or not allowed
   */
  read<S extends SettingsSchema>(schema: S): Promise<SettingsOf<S>> {
    this.#wereAsked = true;
    const values = new Promise<SettingsOf<S>>((resolve, reject) => {
      const waiting = { schema, resolve: resolve as (values: unknown) => void, reject };
      if (this.#given === undefined) this.#waiting.push(waiting);
      else this.#settle(waiting, this.#given);
    });
    // A program that does not look at it before the run gets the error from `check`.
    values.catch(() => undefined);
    return values;
  }

  /**
   * Takes what the master gives a process.
   *
   * @param baseDir - absolute path of the folder that relative paths start at
   */
  load(data: Uint8Array, baseDir: string): void {
    // Nobody asks by a schema: the bytes are the module's own affair.
    if (this.#given !== undefined || this.#waiting.length === 0) return;
    try {
      const settings = parseTable(data);
      const settingFolders = Object.fromEntries(Object.keys(settings).map((key) => [key, baseDir]));
      this.#settleAll({ id: this.#moduleId, settings, settingFolders });
    } catch (error) {
      this.#error ??= error;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    }
  }

  /**
   * A run is prepared: nothing more comes.
   *
   * @throws ERR_SYNTALOS_SETTING - when a check has failed
   */
  check(): void {
    if (this.#waiting.length > 0) this.#settleAll({ id: this.#moduleId, settings: {}, settingFolders: {} });
    this.checkKnown();
  }

  /**
   * The module is about to say that it is idle: what is wrong by then refuses the run before it begins.
   *
   * @throws ERR_SYNTALOS_SETTING - when a check has failed
   */
  checkKnown(): void {
    if (this.#error !== undefined) throw this.#error as Error;
  }

  #settleAll(given: ModuleSettings): void {
    this.#given = given;
    for (const waiting of this.#waiting.splice(0)) this.#settle(waiting, given);
  }

  #settle({ schema, resolve, reject }: Waiting, given: ModuleSettings): void {
    try {
      resolve(readSettings(given, schema));
    } catch (error) {
      this.#error ??= error;
      reject(error);
    }
  }
}

function parseTable(data: Uint8Array): SettingValues {
  if (data.byteLength === 0) return {};
  let table: unknown;
  try {
    table = JSON.parse(new TextDecoder().decode(data));
  } catch (cause) {
    throw new SyntalosError(
      'ERR_SYNTALOS_SETTING',
      `Cannot read the settings: they are no JSON (${messageOf(cause)})`,
      {
        cause,
      },
    );
  }
  if (typeof table === 'object' && table !== null && !Array.isArray(table)) return table as SettingValues;
  throw new SyntalosError(
    'ERR_SYNTALOS_SETTING',
    `Cannot read the settings: they are ${describeValue(table)}, expected a table`,
  );
}
