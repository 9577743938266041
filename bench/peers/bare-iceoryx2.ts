/**
 * The bare iceoryx2 crate, measured: the Rust peer as sender, receiver and what is between them.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PEER } from '../../support/peer-program.ts';

/** What a stream through the bare crate is made of. */
export interface BareStream {
  /** `line`, `row` or `frame<w>x<h>x<channels>`. */
  readonly kind: string;
  readonly msec: number;
  /** Most samples that one event stands for; large ones have one each. */
  readonly perEvent: number;
  /** Items per second; as fast as they go where left out. */
  readonly perSecond?: number;
  /** Passes items on in a process between the two. */
  readonly isForwarded?: boolean;
  readonly hasLatencies?: boolean;
  /** The receiver computes so long at each so many-th item. */
  readonly busy?: { readonly msec: number; readonly every: number };
}

/** What the receiver saw: every item, in order, or the stream fails. */
export interface BareResult {
  readonly perSecond: number;
  /** From making to receiving, in µs; empty unless asked for. */
  readonly latencies: readonly number[];
  /** What each end took of a core. */
  readonly corePercent: { readonly source: number; readonly sink: number };
  /** How long the sender was held at most by one item of a stream with a rate, in ms. */
  readonly longestSendMsec: number;
}

/** What a role prints at its end. */
interface SenderLine {
  readonly sent: number;
  readonly corePercent: number;
  readonly longestSendMsec: number;
}

interface ReceiverLine {
  readonly received: number;
  readonly perSecond: number;
  readonly latencies: readonly number[];
  readonly corePercent: number;
}

interface AskerLine {
  readonly latencies: readonly number[];
}

/** Runs a stream in processes of its own. */
export async function bareStream(stream: BareStream): Promise<BareResult> {
  const { kind, msec, perEvent, perSecond = 0, isForwarded = false, hasLatencies = false, busy } = stream;
  return withFolder(async (folder) => {
    const common = ['--kind', kind, '--per-event', String(perEvent)];
    const last = isForwarded ? 'forwarded' : 'first';
    const receiver = peerLine<ReceiverLine>(folder, [
      ...['--role', 'receive', '--id', last, ...common],
      ...(hasLatencies ? ['--latencies'] : []),
      ...(busy === undefined ? [] : ['--busy-msec', String(busy.msec), '--busy-every', String(busy.every)]),
    ]);
    const forwarder = isForwarded
      ? peerLine<object>(folder, ['--role', 'forward', '--from', 'first', '--id', last, ...common])
      : undefined;
    const sender = peerLine<SenderLine>(folder, [
      ...['--role', 'send', '--id', 'first', '--msec', String(msec)],
      ...['--per-second', String(perSecond), ...common],
    ]);
    const [received, sent] = await Promise.all([receiver, sender, forwarder]);
    if (received.received !== sent.sent)
      throw new Error(`the bare crate sent ${sent.sent} and received ${received.received}`);
    return {
      perSecond: received.perSecond,
      latencies: received.latencies,
      corePercent: { source: sent.corePercent, sink: received.corePercent },
      longestSendMsec: sent.longestSendMsec,
    };
  });
}

/** API-version requests to a process that does nothing else, in µs. */
export async function barePings(count: number): Promise<readonly number[]> {
  return withFolder(async (folder) => {
    const answerer = peerLine<object>(folder, ['--role', 'answer', '--id', 'pinged']);
    const asker = peerLine<AskerLine>(folder, ['--role', 'ask', '--id', 'pinged', '--count', String(count)]);
    const [{ latencies }] = await Promise.all([asker, answerer]);
    return latencies;
  });
}

async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sy-bench-bare-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The one line of JSON that a role prints. */
function peerLine<T>(folder: string, args: readonly string[]): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = spawn(PEER, ['bench', ...args], {
      env: { ...process.env, XDG_RUNTIME_DIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(output) as T);
      else reject(new Error(`the bare crate's ${args[1] ?? ''} failed: ${errors}`));
    });
  });
}
