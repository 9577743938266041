/**
 * The transport inside one process: it hands the reader the writer's own ring, so that nothing is
 * copied and no thread stands between two modules.
 *
 * @module
 */
import { SyntalosError } from '../../errors.ts';
import type {
  InputLink,
  InputTarget,
  MovedCounts,
  OutputLink,
  OutputSource,
  Transport,
} from '../transport.ts';

const NOTHING: MovedCounts = { items: 0, bytes: 0 };

/** Makes the embedded transport; it holds nothing. */
export function createEmbeddedTransport(): Transport {
  return {
    openOutput: (source: OutputSource): Promise<OutputLink> =>
      Promise.resolve({
        attachment: { ring: source.ring },
        preset: () => Promise.resolve(), // the ring takes its 16 readers as they come
        begin: () => Promise.resolve(),
        moved: NOTHING,
        drain: () => Promise.resolve(0), // readers find the records where they are
        close: () => Promise.resolve(),
      }),
    openInput: (target: InputTarget): Promise<InputLink> => {
      const { ring } = target.attachment;
      if (ring === undefined) {
        return Promise.reject(
          new SyntalosError(
            'ERR_SYNTALOS_CHANNEL',
            `Cannot connect input "${target.portId}" to ${target.instanceId}: the request carries no ring`,
          ),
        );
      }
      return Promise.resolve({
        ring,
        begin: () => Promise.resolve(),
        moved: NOTHING,
        drain: () => Promise.resolve(0), // the host stops a module when its rings are read
        close: () => Promise.resolve(),
      });
    },
    onFailure: () => undefined,
    threadIds: [],
    close: () => Promise.resolve(),
  };
}
