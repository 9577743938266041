/**
 * The signals of an output, channel by channel.
 *
 * @module
 */
import { RingFollower } from '../../shm/index.ts';
import {
  codecOf,
  type ItemDecoder,
  type DataType,
  type SignalBlock,
  type SignalData as Scalars,
} from '../../types/index.ts';
import type { OpenOptions } from '../protocol.ts';
import { followAll } from './follow.ts';
import type { Preview, PreviewItem, PreviewSource } from './preview.ts';
import { SignalEnvelope } from './signal-envelope.ts';

const DEFAULT_STEP_MSEC = 10;
const DEFAULT_CHANNELS = [0, 1, 2, 3];

/** Shows some channels of a signal without gaps, as far as it is not too fast. */
export class SignalPreview implements Preview {
  readonly isPicture = false;
  readonly #follower: RingFollower;
  readonly #decoder: ItemDecoder<SignalBlock<Scalars>>;
  #envelope = new SignalEnvelope(DEFAULT_CHANNELS, DEFAULT_STEP_MSEC / 1000);

  constructor({ ring, dataType }: PreviewSource) {
    this.#follower = RingFollower.attach(ring);
    this.#decoder = codecOf(dataType as DataType) as unknown as ItemDecoder<SignalBlock<Scalars>>;
  }

  get skippedCount(): number {
    return this.#follower.skippedCount;
  }

  setOptions({ channels = DEFAULT_CHANNELS, stepMsec = DEFAULT_STEP_MSEC }: OpenOptions): void {
    this.#envelope = new SignalEnvelope(channels, stepMsec / 1000);
  }

  take(): PreviewItem | undefined {
    followAll(this.#follower, () => {
      const follower = this.#follower;
      this.#envelope.add(this.#decoder.decode(follower.memory, follower.offset, follower.byteLength));
    });
    const data = this.#envelope.take();
    return data === undefined ? undefined : { kind: 'data', data };
  }

  close(): void {
    // A follower holds nothing.
  }
}
