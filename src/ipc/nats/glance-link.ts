/**
 * From the ring of an output port to somebody who looks at it on another machine, while they do: some of its records,
 * now and then, whatever the output gives.
 *
 * It begins with the newest. Of large records, such as frames, the newest follow; of small ones all, as far as there is
 * time.
 *
 * @module
 */
import { RingFollower, RingObserver } from '../../shm/index.ts';
import { PickingLink } from './picking-link.ts';
import type { SendLinkOptions } from './send-link.ts';

/** From one look to the next, in ms. */
const LOOK_MSEC = 50;
/** Records of so many bytes are large: frames, but no blocks of signals, which would be shown with gaps. */
const LARGE_BYTES = 256 * 1024;
/** Bytes of small records in one look: no more are begun behind these. */
const MOST_BYTES = 1024 ** 2;
/** Most bytes of large records in a second: a frame of 1920 × 1080 × 3 comes less than three times. */
const LARGE_BYTES_PER_SEC = 16 * 1024 ** 2;

/** One who looks. */
export class GlanceLink extends PickingLink {
  readonly #ring: SharedArrayBuffer;
  readonly #observer: RingObserver;
  /** Unset while records are large: it would copy each of them. */
  #follower: RingFollower | undefined;
  /** Number of the record that was sent as the newest, before those that are followed. */
  #begunWith: number | undefined;
  readonly #timer: NodeJS.Timeout;
  #notBeforeMsec = 0;

  constructor(options: SendLinkOptions) {
    super(options, 2 * MOST_BYTES);
    this.#ring = options.ring;
    this.#observer = RingObserver.attach(options.ring);
    this.#timer = setInterval(this.#look, LOOK_MSEC);
    this.#look();
  }

  override close(): void {
    super.close();
    clearInterval(this.#timer);
    this.#observer.close();
  }

  readonly #look = (): void => {
    if (!this.isIdle || performance.now() < this.#notBeforeMsec) return;
    const observer = this.#observer;
    // Before the look at the newest: nothing comes between them.
    const follower = this.#follower ?? RingFollower.attach(this.#ring);
    const hasNewer = observer.tryLatest();
    if (hasNewer && observer.byteLength >= LARGE_BYTES) {
      this.#follower = undefined;
      this.#notBeforeMsec = performance.now() + (observer.byteLength / LARGE_BYTES_PER_SEC) * 1000;
      this.send(observer);
      return;
    }
    if (this.#follower === undefined) {
      this.#follower = follower;
      this.#begunWith = hasNewer ? observer.sequence : undefined;
      if (hasNewer) this.send(observer);
    }
    this.#sendFollowing(follower);
  };

  #sendFollowing(follower: RingFollower): void {
    for (let bytes = 0; bytes < MOST_BYTES && follower.tryNext(); bytes += follower.byteLength) {
      const isNew = this.#begunWith === undefined || ((follower.sequence - this.#begunWith) | 0) > 0;
      if (isNew && !this.send(follower)) return;
    }
  }
}
