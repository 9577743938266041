import { fileURLToPath } from 'node:url';
import { chmodSync } from 'node:fs';
import { test } from 'tap';
import { LineCommandKind, LineModeFlags, newLineCommand, type LineCommand } from 'syntalos-mlink';
import { describeRefusal } from '#src/host/modules/boards/describe-refusal';
import { FirmataLines } from '#src/host/modules/firmata-board/firmata-lines';
import { FirmataSession } from '#src/host/modules/firmata-board/firmata-session';
import { loadFirmata } from '#src/host/modules/firmata-board/load-packages';
import { SerialPort } from '#src/host/modules/firmata-board/serial-port';
import { FirmataPeer, type FirmataPeerOptions } from './support/firmata-peer.js';
import { missingPty, openPty, type Pty } from './support/pty.js';
import { runModules, type FinishedRun } from './support/run-modules.js';

const { SET_MODE, WRITE_DIGITAL, WRITE_ANALOG, WRITE_DIGITAL_PULSE, WRITE_ANALOG_PULSE, DEVICE_SPECIFIC } =
  LineCommandKind;
const { IS_INPUT, IS_OUTPUT, PULL_UP } = LineModeFlags;

const PULSER = fileURLToPath(new URL('./fixtures/pulser.js', import.meta.url));
const BOARD_GUARD = fileURLToPath(new URL('./fixtures/board-guard.js', import.meta.url));

const missing = missingPty();
if (missing !== false) process.stderr.write(`Boards are not tested over a terminal here: ${missing}\n`);

/** A board at the peer, in one thread; `told` is what it told since it was last asked. */
interface Rig {
  readonly peer: FirmataPeer;
  readonly lines: FirmataLines;
  readonly session: FirmataSession;
  /** In µs, as tests set it. */
  nowUsec: number;
  readonly told: () => string[];
}

interface RigOptions extends Omit<FirmataPeerOptions, 'send'> {
  readonly analogLines?: readonly number[];
  /** Takes the peer's bytes in place of the session. */
  readonly toSession?: (bytes: Uint8Array, session: FirmataSession) => void;
}

async function createRig({ analogLines = [], toSession, ...options }: RigOptions = {}): Promise<Rig> {
  const told: string[] = [];
  const Board = await loadFirmata();
  const peer: FirmataPeer = new FirmataPeer({
    ...options,
    send: (bytes) => (toSession === undefined ? session.receive(bytes) : toSession(bytes, session)),
  });
  const session: FirmataSession = new FirmataSession(Board, {
    send: (bytes) => peer.receive(bytes),
    askAfterMsec: 60_000,
    samplingMsec: 19,
    onRestart: () => told.push('restart'),
  });
  peer.start();
  await session.ready;
  const rig: Rig = {
    peer,
    session,
    nowUsec: 0,
    lines: new FirmataLines(session, {
      analogLines,
      nowUsec: () => rig.nowUsec,
      onReading: ({ lineId, value, timeUsec }) => told.push(`${lineId}=${value}@${timeUsec}`),
      onRefused: (command, why) => told.push(describeRefusal(command, why)),
    }),
    told: () => told.splice(0),
  };
  peer.messages.length = 0;
  return rig;
}

function setMode(lineId: number, flags: number): LineCommand {
  return { ...newLineCommand(SET_MODE, lineId), flags };
}

test('outputs tell what is written to them, inputs what they see, at first and when it changes', async (t) => {
  const { lines, told } = await createRig({ wires: [[13, 2]] });
  lines.execute(setMode(13, IS_OUTPUT), 0);
  lines.execute(setMode(2, IS_INPUT), 0);
  lines.execute(setMode(4, IS_INPUT | PULL_UP), 0);
  t.strictSame(told(), ['2=0@0', '4=1@0']);
  lines.execute(newLineCommand(WRITE_DIGITAL, 13, 1), 10);
  t.strictSame(told(), ['2=1@0', '13=1@10']);
  lines.execute(newLineCommand(WRITE_DIGITAL, 13, 1), 20);
  t.strictSame(told(), []);
});

test('a write changes its own line alone, on new boards and on old ones', async (t) => {
  for (const version of [
    [2, 6],
    [2, 3],
  ] as const) {
    const { lines, peer, told } = await createRig({ version });
    lines.execute(setMode(8, IS_OUTPUT), 0);
    lines.execute(setMode(9, IS_OUTPUT), 0);
    peer.messages.length = 0;
    lines.execute(newLineCommand(WRITE_DIGITAL, 8, 1), 0);
    lines.execute(newLineCommand(WRITE_DIGITAL, 9, 1), 0);
    t.strictSame(peer.messages, version[1] === 6 ? ['f50801', 'f50901'] : ['910100', '910300']);
    t.strictSame(told(), ['8=1@0', '9=1@0']);
  }
});

test('an input that is high does not get its pull-up switched on by a write to another line', async (t) => {
  const { lines, peer, told } = await createRig();
  peer.setLevel(3, 1);
  lines.execute(setMode(3, IS_INPUT), 0);
  lines.execute(setMode(4, IS_OUTPUT), 0);
  lines.execute(newLineCommand(WRITE_DIGITAL, 4, 1), 0);
  lines.execute(setMode(5, IS_INPUT), 0);
  t.strictSame(told(), ['3=1@0', '4=1@0', '5=0@0']);
});

test('a report that was on its way when a line became an input is none of it', async (t) => {
  const held: Uint8Array[] = [];
  let isHeld = false;
  const { lines, peer, session, told } = await createRig({
    toSession: (bytes, to) => (isHeld ? held.push(bytes) : to.receive(bytes)),
  });
  lines.execute(setMode(2, IS_INPUT), 0);
  told();
  isHeld = true;
  peer.setLevel(2, 1); // says 0 of line 3, which is not an input yet
  lines.execute(setMode(3, IS_INPUT | PULL_UP), 0);
  for (const bytes of held) session.receive(bytes);
  t.strictSame(told(), ['2=1@0', '3=1@0']);
});

test('a pulse is ended by the clock, a write ends it before', async (t) => {
  const { lines, peer, told } = await createRig({ analogLines: [9] });
  lines.execute(setMode(13, IS_OUTPUT), 0);
  lines.execute(setMode(9, IS_OUTPUT), 0);
  peer.messages.length = 0;
  lines.execute({ ...newLineCommand(WRITE_DIGITAL_PULSE, 13, 1), durationUsec: 2500 }, 1000);
  lines.execute({ ...newLineCommand(WRITE_ANALOG_PULSE, 9, 200), durationUsec: 500 }, 1000);
  t.equal(lines.nextChangeUsec, 1500);
  lines.advanceTo(1600);
  t.equal(lines.nextChangeUsec, 3500);
  lines.execute(newLineCommand(WRITE_DIGITAL, 13, 0), 2000);
  t.equal(lines.nextChangeUsec, undefined);
  t.strictSame(told(), ['13=1@1000', '9=200@1000', '9=0@1600', '13=0@2000']);
  t.strictSame(peer.messages, ['f50d01', 'e94801', 'e90000', 'f50d00']);
});

test('analog lines are PWM outputs and inputs of the ADC', async (t) => {
  const { lines, peer, told } = await createRig({ analogLines: [9, 14], wires: [[9, 14]] });
  lines.execute(setMode(9, IS_OUTPUT), 0);
  lines.execute(setMode(14, IS_INPUT), 0);
  lines.execute(newLineCommand(WRITE_ANALOG, 9, 255), 5);
  t.strictSame(told(), ['14=0@0', '14=1020@0', '9=255@5']);
  lines.execute(setMode(14, IS_INPUT | PULL_UP), 5);
  lines.execute(newLineCommand(WRITE_ANALOG, 9, 256), 5);
  t.strictSame(told(), [
    'Cannot carry out SET_MODE of line 14: only digital inputs have a pull-up resistor',
    'Cannot carry out WRITE_ANALOG of line 9: its value is 256, the board takes 0 to 255',
  ]);
  t.ok(peer.messages.includes('c001'));
});

test('a command of the device is sent as a message; what a board cannot do is refused by name', async (t) => {
  const { lines, peer, told } = await createRig({ analogLines: [8] });
  lines.execute({ ...newLineCommand(DEVICE_SPECIFIC, 0), extra: Uint8Array.of(0x0f, 1, 127) }, 0);
  t.strictSame(peer.messages, ['f00f017ff7']);
  lines.execute(setMode(2, IS_INPUT), 0);
  told();
  const extra = 'its extra bytes are sent as a SysEx message, which is made of 1 or more bytes up to 127';
  const cases: [LineCommand, string][] = [
    [
      { ...newLineCommand(DEVICE_SPECIFIC, 0), extra: Uint8Array.of(1, 128) },
      `DEVICE_SPECIFIC of line 0: ${extra}`,
    ],
    [newLineCommand(DEVICE_SPECIFIC, 0), `DEVICE_SPECIFIC of line 0: ${extra}`],
    [setMode(20, IS_INPUT), 'SET_MODE of line 20: the board has the lines 0 to 19'],
    [setMode(0, IS_INPUT), 'SET_MODE of line 0: the board cannot make it a digital input'],
    [setMode(8, IS_OUTPUT), 'SET_MODE of line 8: the board cannot make it an analog output'],
    [setMode(7, IS_OUTPUT | PULL_UP), 'SET_MODE of line 7: only inputs have a pull-up resistor'],
    [newLineCommand(WRITE_DIGITAL, 5, 1), 'WRITE_DIGITAL of line 5: its mode was not set, send it first'],
    [newLineCommand(WRITE_DIGITAL, 2, 1), 'WRITE_DIGITAL of line 2: it is an input'],
    [newLineCommand(LineCommandKind.UNKNOWN, 2), 'UNKNOWN of line 2: its kind is UNKNOWN'],
  ];
  peer.messages.length = 0;
  for (const [command, warning] of cases) {
    lines.execute(command, 0);
    t.strictSame(told(), [`Cannot carry out ${warning}`]);
  }
  t.strictSame(peer.messages, [], 'nothing is sent');
});

/** What a board tells whose bytes come in two pieces where the stream is cut, and how long the stream is. */
async function toldWhenCutAt(cut: number): Promise<{ readonly told: string[]; readonly byteLength: number }> {
  let byteLength = 0;
  const { lines, peer, told } = await createRig({
    wires: [[13, 2]],
    analogLines: [15],
    toSession: (bytes, session) => {
      const at = Math.min(bytes.length, Math.max(0, cut - byteLength));
      byteLength += bytes.length;
      session.receive(bytes.subarray(0, at));
      session.receive(bytes.subarray(at));
    },
  });
  lines.execute(setMode(2, IS_INPUT), 0);
  lines.execute(setMode(13, IS_OUTPUT), 0);
  lines.execute(setMode(15, IS_INPUT), 0);
  for (const value of [1, 0, 1]) lines.execute(newLineCommand(WRITE_DIGITAL, 13, value), 0);
  peer.setLevel(15, 1023);
  return { told: told(), byteLength };
}

test('bytes of a board may be cut anywhere', async (t) => {
  const { told, byteLength } = await toldWhenCutAt(0);
  t.strictSame(
    told.map((text) => text.split('@')[0]),
    ['2=0', '15=0', '2=1', '13=1', '2=0', '13=0', '2=1', '13=1', '15=1023'],
  );
  for (let cut = 1; cut < byteLength; cut++) {
    const whenCut = await toldWhenCutAt(cut);
    if (String(whenCut.told) !== String(told)) t.strictSame(whenCut.told, told, `cut at ${cut}`);
  }
});

test('damaged messages are counted and cost no other ones', async (t) => {
  const { lines, session, told } = await createRig();
  lines.execute(setMode(2, IS_INPUT), 0);
  told();
  // Bytes without a message, a pin that is not there, and a message that does not end.
  session.receive(Uint8Array.of(1, 2, 0xf0, 0x6e, 99, 0, 0, 0xf7, 0x7f, 0x90, 0x04, 0));
  session.receive(Uint8Array.of(0xf0, ...new Uint8Array(5000), 0x90, 0, 0));
  t.strictSame(told(), ['2=1@0', '2=0@0']);
  t.equal(session.damagedCount, 2);
});

test('a board that starts anew is noticed', async (t) => {
  const { peer, told } = await createRig();
  peer.start();
  t.strictSame(told(), ['restart']);
});

/** Runs a module and the board at a terminal. */
function runBoard(
  folder: string,
  options: { port: string; module?: string; answerSec?: number },
): Promise<FinishedRun> {
  return runModules({
    folder,
    modules: [
      { id: 'pulser', use: options.module ?? PULSER },
      {
        id: 'board',
        use: 'firmata-board',
        settings: { port: options.port, answer_sec: options.answerSec ?? 8 },
      },
    ],
    connections: ['pulser:commands > board:commands', 'board:readings > pulser:readings'],
  });
}

/** A peer at a terminal, which answers byte by byte. */
function peerAt(pty: Pty): FirmataPeer {
  const peer = new FirmataPeer({
    wires: [[13, 2]],
    send: (bytes) => {
      for (const byte of bytes) pty.write(Uint8Array.of(byte));
    },
  });
  pty.onBytes = (bytes) => peer.receive(bytes);
  return peer;
}

test('a module closes a loop over a board at a serial port', { skip: missing }, async (t) => {
  await using pty = await openPty();
  const peer = peerAt(pty);
  const { report } = await runBoard(t.testdir(), { port: pty.path, answerSec: 2 });
  t.not(report.verdict, 'INCOMPLETE', report.reasons.join('\n'));
  const [pulser, board] = report.modules;
  t.match(pulser?.figures['levels'], { value: '0 1 0 1 0 1 0 1 0 1 0' });
  t.same(board?.figures, { 'commands refused': { value: 1 } });
  t.equal(peer.messages.at(-1), 'ff', 'it is reset at the end');
});

test(
  'a board that goes, or starts anew, ends the run by the name of its port',
  { skip: missing },
  async (t) => {
    for (const [fault, problem] of [
      ['unplug', 'it has gone'],
      ['start', 'it has started anew'],
    ] as const) {
      await using pty = await openPty();
      const peer = peerAt(pty);
      const receive = pty.onBytes;
      pty.onBytes = (bytes) => {
        receive(bytes);
        if (!peer.messages.includes('f50d01')) return;
        pty.onBytes = receive;
        if (fault === 'unplug') void pty.unplug();
        else peer.start();
      };
      const { report } = await runBoard(t.testdir(), { port: pty.path, module: BOARD_GUARD, answerSec: 2 });
      t.equal(report.verdict, 'INCOMPLETE');
      t.match(report.reasons[0], `Cannot go on without board "${pty.path}" of module "board": ${problem}`);
    }
  },
);

test(
  'a port that is missing or silent is named before the run, with what to do',
  { skip: missing },
  async (t) => {
    const none = await runBoard(t.testdir(), { port: '/dev/ttyACM99' });
    t.match(
      none.report.reasons[0],
      /Cannot open serial port "\/dev\/ttyACM99": there is no such port; .*devices/,
    );
    await using pty = await openPty();
    const silent = await runBoard(t.testdir(), { port: pty.path, answerSec: 0.5 });
    t.match(
      silent.report.reasons[0],
      `Cannot use board "${pty.path}" of module "board": it has not answered within 0.5 s; see that a Firmata sketch`,
    );
    t.match(silent.report.reasons[0], /at 57600 Bd/);
  },
);

test('a port that is in use, and one that is forbidden, are told apart', { skip: missing }, async (t) => {
  await using pty = await openPty();
  const options = { baudRate: 57_600, onBytes: () => undefined };
  const port = await SerialPort.open(pty.path, options);
  await t.rejects(SerialPort.open(pty.path, options), {
    code: 'ERR_SYNTALOS_DEVICE',
    message: /another program has it open/,
  });
  await port.close();
  chmodSync(pty.path, 0);
  // Root may do everything.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await t.rejects(SerialPort.open(pty.path, options), {
      code: 'ERR_SYNTALOS_DEVICE',
      message: /this user may not use it; .*dialout/,
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
