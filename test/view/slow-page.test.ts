/** One who looks and does not read: it gets the newest, never a backlog. */
import { Page, type PageSocket } from '#src/view/page';
import { decodePicture, type ServerMessage } from '#src/view/protocol';
import { DataType, Frame } from 'syntalos-mlink';
import { RingWriter, createRing } from 'syntalos-mlink/shm';
import { encode } from 'syntalos-mlink/types';
import { test } from 'tap';

/** A socket out of which bytes go only when the test says so. */
class Socket implements PageSocket {
  bufferedAmount = 0;
  readonly sent: (string | Uint8Array)[] = [];

  send(data: string | Uint8Array): void {
    this.bufferedAmount += data.length;
    this.sent.push(data);
  }

  /** All that was sent has left. */
  drain(): (ServerMessage | ReturnType<typeof decodePicture>)[] {
    this.bufferedAmount = 0;
    return this.sent
      .splice(0)
      .map((data) =>
        typeof data === 'string'
          ? (JSON.parse(data) as ServerMessage)
          : decodePicture(new Uint8Array(data).buffer),
      );
  }
}

const WIDTH = 320;
const HEIGHT = 240;
/** More than waits for a page before nothing is added. */
const FULL_BYTES = 256 * 1024;

test('while nothing leaves, no more is added than fits; then the newest frame follows', (t) => {
  const socket = new Socket();
  const ring = createRing();
  const writer = RingWriter.claim(ring);
  const page = new Page(socket, {
    sourceOf: (output) => ({ output, dataType: DataType.Frame, ring, nowSec: () => 0 }),
    onStop: () => t.fail('nobody stops it'),
  });
  page.obey({ kind: 'open', output: 'cam:out', width: WIDTH });
  let nowMsec = 0;
  const frames = 500;
  for (let index = 0; index < frames; index++) {
    writer.tryWrite(
      encode(DataType.Frame, Frame.create({ width: WIDTH, height: HEIGHT, index, timeUsec: index })),
    );
    page.look((nowMsec += 1000));
    page.update({ kind: 'figures', phase: 'running', elapsedMsec: index, modules: [], connections: [] });
  }
  t.ok(socket.bufferedAmount > FULL_BYTES, 'it was full');
  const pictureBytes = WIDTH * HEIGHT + 1000;
  t.ok(socket.bufferedAmount <= FULL_BYTES + pictureBytes, `${socket.bufferedAmount} bytes wait for ever`);
  const early = socket.drain().filter(({ kind }) => kind === 'picture').length;

  page.look((nowMsec += 1000));
  const [next] = socket.drain();
  t.match(next, { kind: 'picture', index: frames - 1, skipped: frames - early - 1 });
  page.look(nowMsec + 1000);
  t.strictSame(socket.drain(), [], 'nothing that it has missed comes later');
  page.close();
  t.end();
});

test('of the log, the newest lines wait for a page that does not read, and the others are counted', (t) => {
  const socket = new Socket();
  const page = new Page(socket, { sourceOf: () => undefined, onStop: () => t.fail('nobody stops it') });
  socket.bufferedAmount = FULL_BYTES + 1;
  for (let line = 0; line < 2000; line++) page.log([{ level: 'info', text: `line ${line}` }]);
  t.strictSame(socket.sent, []);
  socket.drain();
  page.look(0);
  const [message] = socket.drain();
  if (message?.kind !== 'log') throw new Error('there is no log');
  t.equal(message.lines.length, 500);
  t.equal(message.lines.at(-1)?.text, 'line 1999');
  t.equal(message.leftOut, 1500);
  t.end();
});
