/**
 * Entry of a thread that moves the records of one port, between its ring and iceoryx2. It may be
 * started before there is a port for it.
 *
 * The thread never turns its event loop: it blocks in the pump, and looks at its owner's commands
 * when the attention word says so.
 *
 * @module
 */
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { toErrorRecord } from '../../../errors.ts';
import { RingControl, RingReader, RingWriter, type CancelWord } from '../../../shm/index.ts';
import { currentThreadId } from '../../../threads/index.ts';
import type { PumpOutcome } from './pump-outcome.ts';
import { ReceivePump } from './receive-pump.ts';
import { SendPump } from './send-pump.ts';
import { loadNative } from '../addon/native.ts';
import type { NativeNode, NativeWaker } from '../addon/native-types.ts';
import {
  PumpCount,
  PumpWord,
  type FromPump,
  type PumpCall,
  type PumpCommand,
  type PumpData,
  type PumpEnd,
} from './pump-protocol.ts';

const data = workerData as PumpData;
const words = new Int32Array(data.words);
const counts = new BigInt64Array(data.counts);
const attention: CancelWord = { words, index: PumpWord.Attention };

/** Read by the owner, {@link PumpThread.moved}. */
function countMoved(records: number, bytes: number): void {
  Atomics.add(counts, PumpCount.Records, BigInt(records));
  Atomics.add(counts, PumpCount.Bytes, BigInt(bytes));
}

/** A port's end in this thread. */
interface Pump {
  /** Whether there is something to move. */
  readonly isActive: boolean;
  run(): PumpOutcome;
  obey(command: PumpCommand): void;
  /** It moves nothing more. */
  end(): void;
}

function receivePump({ service, ring }: PumpEnd, node: NativeNode, waker: NativeWaker): Pump {
  const writer = RingWriter.claim(ring);
  const pump = new ReceivePump(node.inlet(service), writer, waker, attention);
  const watch = { onMoved: countMoved, onEmpty: () => Atomics.add(words, PumpWord.DryLooks, 1) };
  let isActive = false;
  return {
    get isActive() {
      return isActive;
    },
    run: () => pump.run(watch),
    obey: (command) => {
      if (command.kind === 'begin') isActive = true;
    },
    end: () => {
      // A mark that was written for a sample which never came is published, too: the next writer goes on behind it.
      writer.commit();
      RingControl.attach(ring).releaseWriter();
    },
  };
}

function sendPump({ service, ring }: PumpEnd, node: NativeNode): Pump {
  let outlet = node.outlet(service);
  let reader = RingReader.attach(ring);
  let pump = new SendPump(outlet, reader, attention);
  return {
    isActive: true,
    run: () => pump.run(countMoved),
    obey: (command) => {
      switch (command.kind) {
        case 'begin':
          outlet.welcome();
          return;
        case 'replace':
          // The old one goes first: its service may have no place for two.
          outlet.close();
          outlet = node.outlet(command.service);
          break;
        case 'skip':
          reader.close();
          reader = RingReader.attach(ring);
          break;
        case 'open':
        case 'close':
          return;
      }
      pump = new SendPump(outlet, reader, attention);
    },
    end: () => reader.close(),
  };
}

/** Waits for the port that this thread is for; undefined if there will be none. */
function awaitEnd(): PumpEnd | undefined {
  for (;;) {
    const received = receiveMessageOnPort(data.port);
    if (received !== undefined) {
      const { command } = received.message as PumpCall;
      return command.kind === 'open' ? command.end : undefined;
    }
    Atomics.wait(words, PumpWord.Attention, 0);
    Atomics.store(words, PumpWord.Attention, 0);
  }
}

function post(message: FromPump): void {
  data.port.postMessage(message);
}

/** Does what the owner asked for; true when that was to close. */
function obeyAll(pump: Pump): boolean {
  // Before the look: a command that comes after it sets the word again.
  Atomics.store(words, PumpWord.Attention, 0);
  for (;;) {
    const received = receiveMessageOnPort(data.port);
    if (received === undefined) return false;
    const { callId, command } = received.message as PumpCall;
    if (command.kind === 'close') return true;
    try {
      pump.obey(command);
      post({ kind: 'answer', callId });
    } catch (error) {
      post({ kind: 'answer', callId, error: toErrorRecord(error) });
    }
  }
}

function serve(pump: Pump): void {
  let canMove = true;
  while (!obeyAll(pump)) {
    if (!canMove || !pump.isActive) {
      Atomics.wait(words, PumpWord.Attention, 0);
      continue;
    }
    try {
      canMove = pump.run() !== 'closed';
    } catch (error) {
      canMove = false;
      post({ kind: 'failed', error: toErrorRecord(error) });
    }
  }
}

// All that takes time and is the same for each port comes before the wait for one.
const native = loadNative();
const waker = new native.Waker();
try {
  const end = awaitEnd();
  if (end !== undefined) {
    const node = new native.LinkNode(end.node);
    try {
      const pump = end.direction === 'input' ? receivePump(end, node, waker) : sendPump(end, node);
      post({ kind: 'opened', wakerId: waker.id, threadId: currentThreadId() });
      serve(pump);
      pump.end();
    } finally {
      node.close();
    }
  }
} finally {
  waker.close();
  data.port.close();
}
