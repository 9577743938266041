/**
 * The settings of the module `board-sim`: which output line drives which input line.
 *
 * @module
 */
import { SyntalosError } from '../../../errors.ts';
import {
  integerSetting,
  listSetting,
  readSettings,
  type ModuleSettings,
  type Setting,
  type SettingsOf,
} from '../../../settings/index.ts';
import type { BoardWiring } from './simulated-board.ts';

const LINE_LIMITS = { min: 0, max: 65_535 } as const;

const SCHEMA: {
  readonly lines: Setting<number>;
  readonly analog: Setting<readonly number[]>;
  readonly loopback: Setting<readonly (readonly number[])[]>;
} = {
  lines: integerSetting({ default: 64, min: 1, max: 65_536 }),
  // Lines with a DAC.
  analog: listSetting(integerSetting(LINE_LIMITS) as Setting<number>, { default: [] }),
  // Wires, each [output line, input line].
  loopback: listSetting(listSetting(integerSetting(LINE_LIMITS) as Setting<number>, { required: true }), {
    default: [],
  }),
};

/**
 * Reads how the board is wired.
 *
 * @throws SyntalosError `ERR_SYNTALOS_SETTING` for a wrong setting, for wires that are no pairs of two
 *   lines, that end at the same line, or that name a line the board does not have
 */
export function readBoardSettings(module: ModuleSettings): BoardWiring {
  const settings: SettingsOf<typeof SCHEMA> = readSettings(module, SCHEMA);
  const { lines: lineCount, analog: analogLines } = settings;
  const refuse = (key: string, problem: string): SyntalosError =>
    new SyntalosError(
      'ERR_SYNTALOS_SETTING',
      `Cannot use setting "${key}" of module "${module.id}": ${problem}`,
      { details: { module: module.id } },
    );
  const checkLine = (key: string, line: number): void => {
    if (line >= lineCount) throw refuse(key, `there is no line ${line}, the board has ${lineCount} lines`);
  };

  const inputs = new Set<number>();
  const loopback = settings.loopback.map((wire) => {
    const [from, to] = wire;
    if (from === undefined || to === undefined || wire.length !== 2 || from === to) {
      throw refuse('loopback', `a wire is [${wire.join(', ')}], expected [output line, input line]`);
    }
    for (const line of wire) checkLine('loopback', line);
    if (inputs.has(to)) throw refuse('loopback', `two wires end at line ${to}`);
    inputs.add(to);
    return { from, to };
  });
  for (const line of analogLines) checkLine('analog', line);
  return { lineCount, analogLines, loopback };
}
