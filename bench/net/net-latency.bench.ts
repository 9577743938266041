/**
 * LineReadings at 200/s from one machine to another, beside NATS's own client.
 *
 * @module
 */
import { STEADY_RUN_MSEC, compareLatencies, type Bench } from '../harness.ts';
import { NATS_PEER, bareNats } from '../peers/bare-nats.ts';
import { withMachines } from './net-run.ts';

const RUNS = 5;
const PER_SECOND = 200;
const BARE_MSEC = 5_000;
const LINE_BYTES = 24;

export const run: Bench = () =>
  withMachines(async ({ network, server, stream }) => {
    const ours: number[] = [];
    const theirs: number[] = [];
    const prefixes = [network.machines['source']!.prefix, network.machines['sink']!.prefix] as const;
    for (let n = 0; n < RUNS; n++) {
      ours.push(...(await stream('line', STEADY_RUN_MSEC, PER_SECOND)).latencies);
      const bare = {
        url: server.url,
        prefixes,
        messageBytes: LINE_BYTES,
        msec: BARE_MSEC,
        perSecond: PER_SECOND,
      };
      theirs.push(...(await bareNats(bare)).latencies);
    }
    const names = {
      bench: 'net-latency',
      subject: 'LineReading at 200/s, submit → onData of another machine',
    };
    return [compareLatencies({ ...names, peer: NATS_PEER, runs: RUNS }, ours, theirs)];
  });
