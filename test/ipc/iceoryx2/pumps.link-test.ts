import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { test } from 'tap';
import { createRing, RingReader, RingWriter } from 'syntalos-mlink/shm';
import { ReceivePump } from '#src/ipc/iceoryx2/data/receive-pump';
import { SendPump } from '#src/ipc/iceoryx2/data/send-pump';
import { loadNative } from '#src/ipc/iceoryx2/addon/native';
import { ItemSent } from '#src/ipc/iceoryx2/addon/native-types';
import * as layout from '#src/shm/layout';
import { until } from '../../support/until.ts';
import { DATA_OPTIONS, stopWord, withNative, type MeetingPoint } from './native-fixture.ts';

test('the addon was built for the record layout of this package', (t) => {
  t.match(loadNative().layoutConstants(), {
    recordHeaderBytes: layout.RECORD_HEADER_BYTES,
    recordKindShift: layout.RECORD_KIND_SHIFT,
    recordLengthMask: layout.RECORD_LENGTH_MASK,
    recordKindData: layout.RecordKind.data,
    recordKindLastMark: layout.RecordKind.nextGeneration,
  });
  t.end();
});

/** Bytes that differ from item to item and from byte to byte. */
function itemBytes(index: number, byteLength: number): Uint8Array {
  return Uint8Array.from({ length: byteLength }, (_, at) => (index * 31 + at * 7) & 0xff);
}

test('records of any size arrive in order and whole, through small rings that wrap and grow', async (t) => {
  const sizes = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 64 }) },
      { weight: 2, arbitrary: fc.integer({ min: 1, max: 3000 }) },
      { weight: 1, arbitrary: fc.integer({ min: 4000, max: 40_000 }) },
    ),
    { minLength: 1, maxLength: 150 },
  );
  await withNative(({ native, node }) => {
    const waker = new native.Waker();
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (lengths, start) => {
        const [sender, receiver] = [node('sender'), node('receiver')];
        const from = createRing({ capacityBytes: 4096, startPosition: start, startSequence: start });
        const to = createRing({ capacityBytes: 4096, startPosition: start, startSequence: start });
        const [writer, fromReader] = [RingWriter.claim(from), RingReader.attach(from)];
        const [toWriter, reader] = [RingWriter.claim(to), RingReader.attach(to)];
        const outlet = new SendPump(sender.outlet(DATA_OPTIONS), fromReader, stopWord());
        const inlet = new ReceivePump(receiver.inlet(DATA_OPTIONS), toWriter, waker, stopWord());

        const seen: Uint8Array[] = [];
        const read = (): void => {
          while (reader.tryNext()) {
            seen.push(reader.memory.bytes.slice(reader.offset, reader.offset + reader.byteLength));
          }
          reader.release();
        };
        for (const [index, byteLength] of lengths.entries()) {
          const bytes = itemBytes(index, byteLength);
          while (!writer.tryWrite(bytes)) throw new Error('the first ring is emptied after each record');
          outlet.move();
          // A receiver holds 16 samples: it is emptied before the sender would block.
          if (index % 16 === 15) while (inlet.move() === 'full') read();
        }
        while (inlet.move() === 'full') read();
        read();
        sender.close();
        receiver.close();
        t.same(
          seen.map((bytes) => Buffer.from(bytes).toString('base64')),
          lengths.map((byteLength, index) => Buffer.from(itemBytes(index, byteLength)).toString('base64')),
        );
        t.equal(reader.sequence, (start + lengths.length - 1) >>> 0);
      }),
      { numRuns: 15 },
    );
    waker.close();
  });
});

test('a receiver that comes late gets the newest sample that was sent', async (t) => {
  await withNative(({ native, node }) => {
    const [from, to] = [createRing(), createRing()];
    const writer = RingWriter.claim(from);
    const native1 = node('sender').outlet(DATA_OPTIONS);
    const outlet = new SendPump(native1, RingReader.attach(from), stopWord());
    for (const value of [1, 2, 3]) writer.tryWrite(new Uint8Array([value]));
    t.equal(outlet.move(), 'sent');

    const connection = node('receiver').inlet(DATA_OPTIONS);
    const reader = RingReader.attach(to);
    const waker = new native.Waker();
    const inlet = new ReceivePump(connection, RingWriter.claim(to), waker, stopWord());
    t.equal(native1.serveSubscribers(), true);
    t.equal(native1.serveSubscribers(), false);
    t.equal(connection.wait(waker, -1), 1, 'it is woken for the sample');
    t.equal(inlet.move(), 'empty');
    t.equal(reader.tryNext(), true);
    t.equal(reader.memory.bytes[reader.offset], 3);
    t.equal(reader.tryNext(), false);
    waker.close();
  });
});

/** A thread that sends what is in `ring`, and the words it shares: see the fixture. */
function startSender(
  meetingPoint: MeetingPoint,
  ring: SharedArrayBuffer,
): { worker: Worker; words: Int32Array } {
  const words = new Int32Array(new SharedArrayBuffer(12));
  const worker = new Worker(new URL('./fixtures/sender.js', import.meta.url), {
    workerData: { meetingPoint, ring, stop: words.buffer },
  });
  return { worker, words };
}

test('a send toward a full receiver ends at the stop word, and what was not sent stays in the ring', async (t) => {
  await withNative(async ({ meetingPoint, node }) => {
    const connection = node('receiver').inlet(DATA_OPTIONS);
    const ring = createRing();
    const writer = RingWriter.claim(ring);
    const { worker, words } = startSender(meetingPoint, ring);
    const finished = new Promise<{ outcome: string; sent: number }>((resolve, reject) => {
      worker.on('message', resolve);
      worker.on('error', reject);
    });
    await until(() => Atomics.load(words, 2) === 1);
    for (let value = 0; value < 16; value++) writer.tryWrite(new Uint8Array([value]));
    await until(() => Atomics.load(words, 1) === 16);
    // Now the receiver is full: whether the stop comes before or during the next send, it fails.
    for (let value = 16; value < 40; value++) writer.tryWrite(new Uint8Array([value]));
    Atomics.store(words, 0, 1);
    t.same(await finished, { outcome: 'stopped', sent: 16 });
    connection.close();
    await worker.terminate();
  });
});

test('what is sent before the receiver first looks waits for it, be it more than a receiver can hold', async (t) => {
  await withNative(async ({ native, meetingPoint, node }) => {
    const connection = node('receiver').inlet(DATA_OPTIONS);
    const [from, to] = [createRing(), createRing()];
    const writer = RingWriter.claim(from);
    const { worker, words } = startSender(meetingPoint, from);
    await until(() => Atomics.load(words, 2) === 1);
    for (let value = 0; value < 16; value++) writer.tryWrite(new Uint8Array([value]));
    await until(() => Atomics.load(words, 1) === 16);
    for (let value = 16; value < 40; value++) writer.tryWrite(new Uint8Array([value]));
    // Time to lose the rest in.
    await setTimeout(50);

    const waker = new native.Waker();
    const inlet = new ReceivePump(connection, RingWriter.claim(to), waker, stopWord());
    const reader = RingReader.attach(to);
    const seen: number[] = [];
    while (seen.length < 40) {
      connection.wait(waker, 1);
      inlet.move();
      while (reader.tryNext()) seen.push(reader.memory.bytes[reader.offset]!);
      reader.release();
    }
    t.same(
      seen,
      Array.from({ length: 40 }, (_, value) => value),
    );
    Atomics.store(words, 0, 1);
    await new Promise((resolve) => worker.once('exit', resolve));
    waker.close();
  });
});

test('a loan that a receiver has no room for yet is sent whole later, and its memory is the sender’s no more', async (t) => {
  await withNative(({ native, meetingPoint, node }) => {
    const connection = node('receiver').inlet(DATA_OPTIONS);
    const hub = new native.PortHub({ name: 'sender', ...meetingPoint, cleansUp: true, isVerbose: false });
    const port = hub.openOutlet(DATA_OPTIONS);
    const loan = new native.HubLoan({ hubId: hub.id, port, ...stopWord(), goOn: 0, lateRoomMsec: 0 });
    const byteLength = 100_000;
    const fill = (value: number): Uint8Array => {
      const bytes = new Uint8Array(loan.lend(byteLength)!);
      bytes.fill(value);
      return bytes;
    };
    const to = createRing({ capacityBytes: 8 * 1024 * 1024 });
    const inlet = new ReceivePump(connection, RingWriter.claim(to), new native.Waker(), stopWord());
    const reader = RingReader.attach(to);
    const seen: number[] = [];
    const receive = (): void => {
      for (let outcome = ''; outcome !== 'empty';) {
        outcome = inlet.move();
        while (reader.tryNext()) {
          const bytes = reader.memory.bytes.subarray(reader.offset, reader.offset + reader.byteLength);
          t.ok(bytes.byteLength === byteLength && bytes.every((value) => value === bytes[0]));
          seen.push(bytes[0]!);
        }
        reader.release();
      }
    };
    const sent: number[] = [];
    // At first the receiver has not looked, then it has: it takes 16 either way.
    for (const turn of [0, 1]) {
      for (let value = 20 * turn; ; value++) {
        const bytes = fill(value);
        const isSent = loan.send(20) !== ItemSent.Refused;
        t.equal(bytes.byteLength, 0, 'detached');
        sent.push(value);
        if (isSent) continue;
        t.equal(loan.send(1), ItemSent.Refused, 'there is no room yet');
        break;
      }
      receive();
      t.not(loan.send(1_000), ItemSent.Refused);
    }
    const kept = fill(99);
    loan.takeBack();
    t.equal(kept.byteLength, 0, 'taken back');
    receive();
    t.same(seen, sent);
    t.ok(sent.length > 32);
    hub.close();
  });
});

test('a send toward a receiver whose process died fails, and says which port', async (t) => {
  await withNative(async ({ meetingPoint, node }) => {
    const ring = createRing();
    const writer = RingWriter.claim(ring);
    const outlet = new SendPump(node('sender').outlet(DATA_OPTIONS), RingReader.attach(ring), stopWord());
    const receiver = spawn(process.execPath, [
      fileURLToPath(new URL('./fixtures/sleeping-receiver.js', import.meta.url)),
      meetingPoint.rootPath,
      meetingPoint.prefix,
    ]);
    await once(receiver.stdout, 'data');
    for (let value = 0; value < 16; value++) writer.tryWrite(new Uint8Array([value]));
    t.equal(outlet.move(), 'sent');
    receiver.kill('SIGKILL');
    await once(receiver, 'exit');
    writer.tryWrite(new Uint8Array([16]));
    t.throws(() => outlet.move(), {
      code: 'ERR_SYNTALOS_IOX',
      message: /send 1 bytes on "Sy\/source_0\/o\/out": the other end is gone/,
    });
  });
});

test('events are taken while the ring is full: the sender finds no full socket to warn of', async (t) => {
  await withNative(async ({ meetingPoint, node }) => {
    // Room for a notifier beside that of the sender.
    const options = { ...DATA_OPTIONS, maxSenders: 2 };
    const to = createRing({ capacityBytes: 4096 });
    const reader = RingReader.attach(to);
    const words = new Int32Array(new SharedArrayBuffer(12));
    const worker = new Worker(new URL('./fixtures/receiver.js', import.meta.url), {
      workerData: { meetingPoint, options, ring: to, stop: words.buffer },
    });
    const exited = once(worker, 'exit');
    await until(() => Atomics.load(words, 2) === 1);
    const from = createRing();
    const writer = RingWriter.claim(from);
    const sender = node('sender');
    const send = new SendPump(sender.outlet(options), RingReader.attach(from), stopWord());
    for (let value = 0; value < 10; value++) {
      writer.tryWrite(itemBytes(value, 1000));
      t.equal(send.move(), 'sent');
    }
    await until(() => Atomics.load(words, 1) >= 3);
    await setTimeout(20);
    t.ok(Atomics.load(words, 1) < 10, 'the ring is full');

    const limits = { maxNotifiers: 2, maxListeners: 3, maxNodes: 5 };
    const notifier = sender.notifier(options.name, limits);
    // More than any socket holds, over some time: 512 where that was raised.
    let unheard = 0;
    for (let count = 0; count < 700; count++) {
      if (notifier.notify(5) === 0) unheard++;
      if (count % 5 === 4) await setTimeout(12);
    }
    t.equal(unheard, 0);

    const seen: number[] = [];
    await until(() => {
      while (reader.tryNext()) seen.push(reader.byteLength);
      reader.release();
      return seen.length === 10;
    });
    Atomics.store(words, 0, 1);
    await exited;
    reader.close();
  });
});

test('two threads pass 200,000 records on, each with its number, at any pace', async (t) => {
  await withNative(async ({ native, meetingPoint, node }) => {
    const connection = node('receiver').inlet(DATA_OPTIONS);
    const [from, to] = [createRing({ capacityBytes: 65536 }), createRing({ capacityBytes: 16384 })];
    const [writer, reader] = [RingWriter.claim(from), RingReader.attach(to)];
    const { worker, words } = startSender(meetingPoint, from);
    await until(() => Atomics.load(words, 2) === 1);
    const waker = new native.Waker();
    const inlet = new ReceivePump(connection, RingWriter.claim(to), waker, stopWord());
    const total = 200_000;
    let written = 0;
    let read = 0;
    let wrong = 0;
    while (read < total) {
      for (; written < total; written++) {
        const at = writer.tryReserve(8 + (written % 5) * 8);
        if (at < 0) break;
        writer.memory.f64[at / 8] = written;
      }
      writer.commit();
      while (inlet.move() === 'full' && inlet.movedRecords > 0);
      while (reader.tryNext()) {
        if (reader.memory.f64[reader.offset / 8] !== read) wrong++;
        if (reader.byteLength !== 8 + (read % 5) * 8) wrong++;
        read++;
      }
      reader.release();
      if (read === written && read < total) continue;
      if (inlet.movedRecords === 0) connection.wait(waker, 1);
    }
    t.equal(wrong, 0);
    t.equal(reader.sequence, total - 1);
    Atomics.store(words, 0, 1);
    await new Promise((resolve) => worker.once('exit', resolve));
    waker.close();
  });
});
