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

/** What the module can be told. */
export const BOARD_SIM_SETTINGS: {
  readonly lines: Setting<number>;
  readonly analog: Setting<readonly number[]>;
  readonly loopback: Setting<readonly (readonly number[])[]>;
} = {
  lines: integerSetting({
    about: 'number of lines, which are counted from 0',
    default: 64,
    min: 1,
    max: 65_536,
  }),
  analog: listSetting(integerSetting(LINE_LIMITS) as Setting<number>, {
    about: 'lines with a DAC, such as [40, 41]',
    default: [],
  }),
  loopback: listSetting(listSetting(integerSetting(LINE_LIMITS) as Setting<number>, { required: true }), {
    about: 'wires, each from an output line to an input line, such as [[13, 2]]',
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
  const settings: SettingsOf<typeof BOARD_SIM_SETTINGS> = readSettings(module, BOARD_SIM_SETTINGS);
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
