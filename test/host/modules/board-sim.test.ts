import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import fc from 'fast-check';
import {
  LineCommandKind,
  LineModeFlags,
  newLineCommand,
  type LineCommand,
  type LineReading,
} from 'syntalos-mlink';
import { readBoardSettings } from '#src/host/modules/board-sim/board-settings';
import { describeRefusal } from '#src/host/modules/boards/describe-refusal';
import { SimulatedBoard, type BoardWiring } from '#src/host/modules/board-sim/simulated-board';
import type { SettingValues } from '#src/settings/index';
import { runModules } from './support/run-modules.ts';
import { isWhole } from '../../support/whole-run.ts';

const { SET_MODE, WRITE_DIGITAL, WRITE_ANALOG, WRITE_DIGITAL_PULSE, WRITE_ANALOG_PULSE } = LineCommandKind;
const { IS_INPUT, IS_OUTPUT, PULL_UP } = LineModeFlags;

/** A board, with what it told since it was last asked, as `line=value@time` and as warnings. */
function createBoard(wiring: Partial<BoardWiring> = {}): {
  board: SimulatedBoard;
  told: () => string[];
} {
  let told: string[] = [];
  const board = new SimulatedBoard(
    { lineCount: 64, analogLines: [], loopback: [], ...wiring },
    {
      onReading: ({ lineId, value, timeUsec }) => told.push(`${lineId}=${value}@${timeUsec}`),
      onRefused: (command, why) => told.push(describeRefusal(command, why)),
    },
  );
  return {
    board,
    told: () => {
      const result = told;
      told = [];
      return result;
    },
  };
}

function setMode(lineId: number, flags: number): LineCommand {
  return { ...newLineCommand(SET_MODE, lineId), flags };
}

function pulse(lineId: number, durationUsec: number): LineCommand {
  return { ...newLineCommand(WRITE_DIGITAL_PULSE, lineId, 1), durationUsec };
}

test('an output tells each change of its level, and no write that changes nothing', (t) => {
  const { board, told } = createBoard();
  board.execute(setMode(13, IS_OUTPUT), 0);
  board.execute(newLineCommand(WRITE_DIGITAL, 13, 1), 10);
  board.execute(newLineCommand(WRITE_DIGITAL, 13, 1), 20);
  board.execute(newLineCommand(WRITE_DIGITAL, 13, 0), 30);
  t.strictSame(told(), ['13=1@10', '13=0@30']);
  t.end();
});

test('an input tells its level once it is one: 1 with its pull-up, else 0', (t) => {
  const { board, told } = createBoard();
  board.execute(setMode(2, IS_INPUT), 5);
  board.execute(setMode(3, IS_INPUT | PULL_UP), 6);
  t.strictSame(told(), ['2=0@5', '3=1@6']);
  t.end();
});

test('an input wired to an output follows it, and its pull-up where that is none', (t) => {
  const { board, told } = createBoard({ loopback: [{ from: 13, to: 2 }] });
  board.execute(setMode(2, IS_INPUT | PULL_UP), 0);
  t.strictSame(told(), ['2=1@0'], 'nothing drives it');
  board.execute(setMode(13, IS_OUTPUT), 10);
  t.strictSame(told(), ['2=0@10']);
  board.execute(newLineCommand(WRITE_DIGITAL, 13, 1), 20);
  t.strictSame(told(), ['13=1@20', '2=1@20']);
  board.execute(newLineCommand(WRITE_DIGITAL, 13, 0), 30);
  told();
  board.execute(setMode(13, IS_INPUT), 40);
  t.strictSame(told(), ['2=1@40', '13=0@40'], 'nothing drives it any more');
  t.end();
});

test('a pulse ends at its own time, however late the board is looked at', (t) => {
  const { board, told } = createBoard({ loopback: [{ from: 13, to: 2 }] });
  board.execute(setMode(13, IS_OUTPUT), 0);
  board.execute(setMode(2, IS_INPUT), 0);
  board.execute(pulse(13, 2500), 1000);
  t.equal(board.nextChangeUsec, 3500);
  board.advanceTo(3499);
  t.strictSame(told(), ['2=0@0', '13=1@1000', '2=1@1000']);
  board.advanceTo(9000);
  t.strictSame(told(), ['13=0@3500', '2=0@3500']);
  t.equal(board.nextChangeUsec, undefined);
  t.end();
});

test('a pulse on top of a pulse prolongs it, a write ends it', (t) => {
  const { board, told } = createBoard();
  board.execute(setMode(13, IS_OUTPUT), 0);
  board.execute(pulse(13, 100), 0);
  board.execute(pulse(13, 100), 50);
  board.advanceTo(1000);
  t.strictSame(told(), ['13=1@0', '13=0@150']);
  board.execute(pulse(13, 100), 1000);
  board.execute(newLineCommand(WRITE_DIGITAL, 13, 1), 1050);
  board.advanceTo(2000);
  t.strictSame(told(), ['13=1@1000'], 'the level that was written stays');
  t.end();
});

test('an analog line takes codes and pulses of them, and an analog input sees them', (t) => {
  const { board, told } = createBoard({
    analogLines: [40, 41],
    loopback: [
      { from: 40, to: 41 },
      { from: 40, to: 2 },
    ],
  });
  for (const line of [41, 2]) board.execute(setMode(line, IS_INPUT), 0);
  board.execute(setMode(40, IS_OUTPUT), 0);
  told();
  board.execute(newLineCommand(WRITE_ANALOG, 40, 1234), 10);
  t.strictSame(told(), ['40=1234@10', '41=1234@10', '2=1@10']);
  board.execute({ ...newLineCommand(WRITE_ANALOG_PULSE, 40, 99), durationUsec: 5 }, 20);
  board.advanceTo(25);
  t.strictSame(told(), ['40=99@20', '41=99@20', '40=0@25', '41=0@25', '2=0@25']);
  t.end();
});

test('a device-specific command is echoed', (t) => {
  const { board, told } = createBoard();
  const extra = Uint8Array.of(1, 2, 3);
  board.execute({ ...newLineCommand(LineCommandKind.DEVICE_SPECIFIC, 9, 77), extra }, 4);
  t.strictSame(told(), ['9=77@4']);
  t.end();
});

test('commands that cannot be carried out are refused with the reason, and change nothing', (t) => {
  const { board, told } = createBoard({ analogLines: [40] });
  board.execute(setMode(2, IS_INPUT), 0);
  board.execute(setMode(13, IS_OUTPUT), 0);
  board.execute(setMode(40, IS_OUTPUT), 0);
  told();
  const cases: [LineCommand, string][] = [
    [newLineCommand(WRITE_DIGITAL, 5, 1), 'WRITE_DIGITAL of line 5: its mode was not set, send it first'],
    [newLineCommand(WRITE_DIGITAL, 2, 1), 'WRITE_DIGITAL of line 2: it is an input'],
    [pulse(2, 100), 'WRITE_DIGITAL_PULSE of line 2: it is an input'],
    [
      newLineCommand(WRITE_DIGITAL, 40, 1),
      'WRITE_DIGITAL of line 40: it is analog, the command is for digital lines',
    ],
    [
      newLineCommand(WRITE_ANALOG, 13, 1),
      'WRITE_ANALOG of line 13: it is digital, the command is for analog lines',
    ],
    [pulse(13, 0), 'WRITE_DIGITAL_PULSE of line 13: its duration is 0 µs'],
    [newLineCommand(WRITE_DIGITAL, 64, 1), 'WRITE_DIGITAL of line 64: the board has the lines 0 to 63'],
    [
      setMode(7, IS_INPUT | IS_OUTPUT),
      'SET_MODE of line 7: its flags 3 name not exactly one of input and output',
    ],
    [setMode(7, IS_OUTPUT | PULL_UP), 'SET_MODE of line 7: only inputs have a pull-up resistor'],
    [newLineCommand(LineCommandKind.UNKNOWN, 13), 'UNKNOWN of line 13: its kind is UNKNOWN'],
  ];
  for (const [command, warning] of cases) {
    board.execute(command, 10);
    t.strictSame(told(), [`Cannot carry out ${warning}`]);
  }
  board.advanceTo(10_000);
  t.strictSame(told(), []);
  t.end();
});

test('whatever commands come, readings are in order of time and each changes its line', (t) => {
  const command = fc.record({
    kind: fc.constantFrom(SET_MODE, WRITE_DIGITAL, WRITE_DIGITAL_PULSE),
    lineId: fc.nat(4),
    value: fc.nat(1),
    durationUsec: fc.integer({ min: 0, max: 50 }),
    flags: fc.constantFrom(IS_INPUT, IS_OUTPUT, IS_INPUT | PULL_UP),
    extra: fc.constant(new Uint8Array(0)),
  });
  const steps = fc.array(fc.tuple(command, fc.nat(30)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (commands) => {
      const readings: LineReading[] = [];
      const settings = {
        lineCount: 5,
        analogLines: [],
        loopback: [
          { from: 0, to: 1 },
          { from: 0, to: 2 },
        ],
      };
      const board = new SimulatedBoard(settings, {
        onReading: (reading) => readings.push(reading),
        onRefused: () => undefined,
      });
      let nowUsec = 0;
      const configured = new Set<number>();
      for (const [next, stepUsec] of commands) {
        nowUsec += stepUsec;
        board.execute(next, nowUsec);
        if (next.kind === SET_MODE && (next.flags & IS_INPUT) !== 0) configured.add(nowUsec);
      }
      board.advanceTo(nowUsec + 50);
      const levels = new Map<number, number>();
      let lastUsec = 0;
      for (const { lineId, value, timeUsec } of readings) {
        // An input that was just configured tells its level, changed or not.
        const isChange = levels.get(lineId) !== value || configured.has(timeUsec);
        if (timeUsec < lastUsec || !isChange) return false;
        levels.set(lineId, value);
        lastUsec = timeUsec;
      }
      return board.nextChangeUsec === undefined;
    }),
  );
  t.end();
});

test('settings that wire no board are refused by name', (t) => {
  const read = (settings: SettingValues): BoardWiring =>
    readBoardSettings({ id: 'board', settings, settingFolders: {} });
  t.strictSame(read({ loopback: [[13, 2]], analog: [40] }), {
    lineCount: 64,
    analogLines: [40],
    loopback: [{ from: 13, to: 2 }],
  });
  const cases: [SettingValues, RegExp][] = [
    [
      { loopback: [[13]] },
      /"loopback" of module "board": a wire is \[13\], expected \[output line, input line\]/,
    ],
    [{ loopback: [[13, 13]] }, /a wire is \[13, 13\]/],
    [{ loopback: [[13, 2, 3]] }, /a wire is \[13, 2, 3\]/],
    [{ loopback: [13, 2] }, /"loopback"/],
    [{ loopback: [[13, 64]] }, /there is no line 64, the board has 64 lines/],
    [
      {
        loopback: [
          [13, 2],
          [14, 2],
        ],
      },
      /two wires end at line 2/,
    ],
    [{ analog: [70] }, /"analog".*no line 70/],
    [{ lines: 0 }, /"lines"/],
  ];
  for (const [settings, message] of cases) {
    t.throws(() => read(settings), { code: 'ERR_SYNTALOS_SETTING', message });
  }
  t.end();
});

test('a module closes a loop over the board: pulses last their time by the master clock', async (t) => {
  const { report, log } = await runModules({
    modules: [
      { id: 'pulser', use: fileURLToPath(new URL('./fixtures/pulser.js', import.meta.url)) },
      { id: 'board', use: 'board-sim', settings: { loopback: [[13, 2]] } },
    ],
    connections: ['pulser:commands > board:commands', 'board:readings > pulser:readings'],
    folder: t.testdir(),
  });
  isWhole(t, report);
  t.equal(report.stopReason, 'its sources have nothing more to give');
  const [pulser, board] = report.modules;
  t.same(pulser?.figures, {
    levels: { value: '0 1 0 1 0 1 0 1 0 1 0' },
    lengths: { value: '2500,2500,2500,2500,2500' },
  });
  t.same(board?.figures, { 'commands refused': { value: 1 } });
  const refusal = 'Cannot carry out WRITE_DIGITAL of line 13: its mode was not set, send it first';
  t.ok(log.includes(`warning: ${refusal}`));
  t.match(board?.warnings, [{ text: refusal }], 'it is in the report, too');
});
