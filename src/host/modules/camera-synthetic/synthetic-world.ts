/**
 * What a synthetic camera films: path, shape and scene together.
 *
 * @module
 */
import type { CameraSettings } from './camera-settings.ts';
import { AnimalPath, type AnimalPose } from './animal-path.ts';
import { AnimalShape } from './animal-shape.ts';
import { createRandom } from '../random.ts';
import { Scene } from './scene.ts';

/** Distance that the animal keeps from the edges of the frame, px. */
const EDGE_PX = 2;

/** What there is to film: an animal on its path, and how it looks. The same for the same settings. */
export class SyntheticWorld {
  readonly #path: AnimalPath;
  readonly #scene: Scene;

  constructor(settings: CameraSettings) {
    const { width, height, channels, noise, seed } = settings;
    const random = createRandom(seed);
    const shape = new AnimalShape(settings.animal_length);
    const margin = shape.reachPx + EDGE_PX;
    this.#path = new AnimalPath({
      left: margin,
      top: margin,
      right: width - 1 - margin,
      bottom: height - 1 - margin,
      speedPxPerSec: settings.animal_speed,
      random,
    });
    this.#scene = new Scene({ width, height, channels, noise, shape, random });
  }

  /** The true pose at a time of the run. */
  poseAt(timeUsec: number): AnimalPose {
    return this.#path.poseAt(timeUsec);
  }

  /** Draws the animal in a pose; see {@link Scene.draw}. */
  draw(pixels: Uint8Array, pose: AnimalPose): void {
    this.#scene.draw(pixels, pose);
  }
}
