/**
 * The longest submit of 500 lines/s toward a module process that computes 150 ms twice a second, beside the bare
 * crate's longest send toward a receiver that does the same.
 *
 * @module
 */
import { compare, type Bench } from '../harness.ts';
import { bareStream } from '../peers/bare-iceoryx2.ts';
import { linkStream } from './link-run.ts';
import { requireLink } from './prerequisites.ts';

const STREAM = { kind: 'line', msec: 5_000, perSecond: 500, busy: { msec: 150, every: 250 } };

export const run: Bench = async () => {
  requireLink();
  return [
    await compare({
      bench: 'link-submit',
      subject: 'longest submit of 500 lines/s toward a process that is busy for 150 ms',
      unit: 'ms',
      ours: async () => (await linkStream(STREAM)).longestSubmitMsec,
      peer: {
        name: 'bare crate, whose buffer of 16 samples is full then',
        measure: async () => (await bareStream({ ...STREAM, perEvent: 1 })).longestSendMsec,
      },
    }),
  ];
};
