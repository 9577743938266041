/**
 * Finds the animal in a frame by a network. Runs in worker threads, each with a session of its own.
 */
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Frame } from 'syntalos-mlink';

/** Where the animal is in a frame; `x` and `y` are NaN where none is seen. */
export interface Sighting {
  readonly frame: number;
  readonly timeUsec: number;
  readonly x: number;
  readonly y: number;
  readonly areaPx: number;
  /** How likely each place belongs to the animal, row by row, 255 for certain. */
  readonly mask: { readonly width: number; readonly height: number; readonly data: Uint8Array };
}

/** Places of the mask above this belong to the animal. */
const LIKELY = 0.5;
/** Fewer places of the mask are noise. */
const LEAST_PLACES = 4;

// One thread each: the workers share the cores, not the sessions.
const session = await InferenceSession.create(fileURLToPath(new URL('./animal.onnx', import.meta.url)), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});

export async function analyze({ index, timeUsec, width, height, data }: Frame): Promise<Sighting> {
  // A copy: the frame's memory is the camera's again once this function has returned its promise.
  const frame = new Tensor('uint8', Uint8Array.from(data), [1, 1, height, width]);
  const { mask } = await session.run({ frame });
  if (mask === undefined) throw new Error('the network has no output "mask"');
  const [, , rows = 0, columns = 0] = mask.dims;
  const likelihoods = mask.data as Float32Array;
  return {
    frame: index,
    timeUsec,
    ...centreOf(likelihoods, columns, width / columns),
    mask: { width: columns, height: rows, data: Uint8Array.from(likelihoods, (value) => 255 * value) },
  };
}

/** Area and centre of the mask, in pixels of the frame, which are `scale` times smaller. */
function centreOf(
  mask: Float32Array,
  columns: number,
  scale: number,
): { readonly x: number; readonly y: number; readonly areaPx: number } {
  let [places, weight, sumX, sumY] = [0, 0, 0, 0];
  for (const [at, likelihood] of mask.entries()) {
    if (likelihood < LIKELY) continue;
    places++;
    weight += likelihood;
    sumX += likelihood * (at % columns);
    sumY += likelihood * Math.floor(at / columns);
  }
  if (places < LEAST_PLACES) return { x: NaN, y: NaN, areaPx: 0 };
  const inFrame = (place: number): number => (place + 0.5) * scale - 0.5;
  return { x: inFrame(sumX / weight), y: inFrame(sumY / weight), areaPx: places * scale ** 2 };
}
