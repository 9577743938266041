/**
 * The picture that a synthetic camera takes: background, animal and noise.
 *
 * @module
 */
import type { AnimalPose } from './animal-path.ts';
import type { AnimalShape } from './animal-shape.ts';
import { nextGaussian, type Random } from '../random.ts';

/** What a {@link Scene} is made of. */
export interface SceneOptions {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for BGR. */
  readonly channels: number;
  /** Standard deviation of the noise, grey levels, 0 to 15. */
  readonly noise: number;
  readonly shape: AnimalShape;
  readonly random: Random;
}

/** Grey level of the animal's body and head, before its tint. */
const BODY_LEVEL = 48;
const HEAD_LEVEL = 68;
/** Factors on blue, green and red: a warm floor, a brown animal. */
const FLOOR_TINT = [0.9, 1, 1.04] as const;
const ANIMAL_TINT = [0.8, 0.95, 1.15] as const;
/** How much more noise than one frame needs is kept, in words of 4 bytes: each frame starts elsewhere. */
const SPARE_NOISE_WORDS = 1 << 14;

/**
 * Draws what the camera sees: an unevenly lit floor, an animal, noise over both.
 *
 * Floor and noise are made once. A frame adds them, four pixels with one addition, and then draws
 * the few pixels of the animal: far below 1 ms at 640 × 480.
 */
export class Scene {
  readonly #width: number;
  readonly #height: number;
  readonly #channels: number;
  readonly #shape: AnimalShape;
  readonly #random: Random;
  /** Floor less the noise's bias, height × width × channels, row by row. */
  readonly #floor: Uint8Array;
  readonly #floorWords: Uint32Array;
  /** Noise plus the bias, so that no byte is negative and none carries into the next. */
  readonly #noiseWords: Uint32Array;
  readonly #bias: number;

  constructor(options: SceneOptions) {
    const { width, height, channels, noise, random } = options;
    this.#width = width;
    this.#height = height;
    this.#channels = channels;
    this.#shape = options.shape;
    this.#random = random;
    this.#bias = Math.ceil(3 * noise);
    const words = Math.ceil((width * height * channels) / 4);
    this.#floorWords = new Uint32Array(words);
    this.#floor = new Uint8Array(this.#floorWords.buffer);
    this.#lightFloor();
    this.#noiseWords = new Uint32Array(words + SPARE_NOISE_WORDS);
    this.#makeNoise(noise);
  }

  /**
   * Draws a frame. Allocates nothing but a view.
   *
   * @param pixels - height × width × channels values, which start at a multiple of 4 bytes
   */
  draw(pixels: Uint8Array, pose: AnimalPose): void {
    this.#drawFloor(pixels);
    this.#drawAnimal(pixels, pose);
  }

  #drawFloor(pixels: Uint8Array): void {
    const floor = this.#floorWords;
    const noise = this.#noiseWords;
    const from = Math.floor(this.#random() * SPARE_NOISE_WORDS);
    const wholeWords = pixels.length >> 2;
    const words = new Uint32Array(pixels.buffer, pixels.byteOffset, wholeWords);
    for (let i = 0; i < wholeWords; i++) words[i] = floor[i]! + noise[from + i]!;
    for (let i = wholeWords * 4; i < pixels.length; i++) pixels[i] = this.#floor[i]! + this.#bias;
  }

  #drawAnimal(pixels: Uint8Array, { x, y, headingRad }: AnimalPose): void {
    const { reachPx } = this.#shape;
    const cos = Math.cos(headingRad);
    const sin = Math.sin(headingRad);
    const top = Math.max(0, Math.floor(y - reachPx));
    const bottom = Math.min(this.#height - 1, Math.ceil(y + reachPx));
    const left = Math.max(0, Math.floor(x - reachPx));
    const right = Math.min(this.#width - 1, Math.ceil(x + reachPx));
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const dx = column - x;
        const dy = row - y;
        this.#drawAnimalPixel(pixels, row * this.#width + column, dx * cos + dy * sin, dy * cos - dx * sin);
      }
    }
  }

  #drawAnimalPixel(pixels: Uint8Array, pixel: number, ahead: number, aside: number): void {
    const coverage = this.#shape.coverage(ahead, aside);
    if (coverage === 0) return;
    const head = this.#shape.headCoverage(ahead, aside);
    const level = BODY_LEVEL + head * (HEAD_LEVEL - BODY_LEVEL);
    const channels = this.#channels;
    for (let channel = 0; channel < channels; channel++) {
      const i = pixel * channels + channel;
      const tinted = channels === 1 ? level : level * ANIMAL_TINT[channel]!;
      // The noise of this pixel stays: only its light changes.
      const value = pixels[i]! + coverage * (tinted - this.#floor[i]! - this.#bias);
      pixels[i] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
    }
  }

  /** Light falls off from a bright spot; a faint grain of tiles lies over it. */
  #lightFloor(): void {
    const spotX = this.#width * (0.35 + 0.3 * this.#random());
    const spotY = this.#height * (0.35 + 0.3 * this.#random());
    const size = Math.hypot(this.#width, this.#height);
    for (let y = 0; y < this.#height; y++) {
      for (let x = 0; x < this.#width; x++) {
        const fallOff = (Math.hypot(x - spotX, y - spotY) / size) ** 2;
        const tile = ((x >> 6) + (y >> 6)) % 2 === 0 ? 0 : 4;
        const level = 182 - 120 * fallOff - tile;
        for (let channel = 0; channel < this.#channels; channel++) {
          const tinted = this.#channels === 1 ? level : level * FLOOR_TINT[channel]!;
          this.#floor[(y * this.#width + x) * this.#channels + channel] = Math.round(tinted) - this.#bias;
        }
      }
    }
  }

  #makeNoise(deviation: number): void {
    const bytes = new Uint8Array(this.#noiseWords.buffer);
    for (let i = 0; i < bytes.length; i++) {
      const value = Math.round(deviation * nextGaussian(this.#random));
      bytes[i] = this.#bias + Math.max(-this.#bias, Math.min(this.#bias, value));
    }
  }
}
