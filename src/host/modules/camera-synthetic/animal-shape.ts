/**
 * The outline of the animal that a synthetic camera films.
 *
 * @module
 */

/** An ellipse on the animal's long axis. */
interface Ellipse {
  /** Distance of its centre ahead of the origin, px. */
  readonly ahead: number;
  /** Semi-axis along and across the animal, px. */
  readonly along: number;
  readonly across: number;
}

/** Steps per animal length in which its area is summed up: makes the centre exact to 0.01 px. */
const AREA_STEPS = 400;

/**
 * Outline of an animal seen from above: an oval body and a head before it.
 *
 * Its own coordinates have the centre of area as origin and `ahead` toward the nose, so that a
 * tracker that finds the centre of the dark pixels finds the origin.
 */
export class AnimalShape {
  /** No point of the animal is farther from its centre, px. */
  readonly reachPx: number;
  readonly #body: Ellipse;
  readonly #head: Ellipse;

  /** @param lengthPx - from the nose to the rump */
  constructor(lengthPx: number) {
    const body: Ellipse = { ahead: -0.13 * lengthPx, along: 0.37 * lengthPx, across: 0.2 * lengthPx };
    const head: Ellipse = { ahead: 0.33 * lengthPx, along: 0.17 * lengthPx, across: 0.13 * lengthPx };
    const center = centerOfUnion(body, head, lengthPx);
    this.#body = { ...body, ahead: body.ahead - center };
    this.#head = { ...head, ahead: head.ahead - center };
    this.reachPx = Math.max(lengthPx / 2 + center, lengthPx / 2 - center) + 1;
  }

  /** How much of the pixel around this point is body or head, 0 to 1. */
  coverage(ahead: number, aside: number): number {
    return Math.max(ellipseCoverage(this.#body, ahead, aside), this.headCoverage(ahead, aside));
  }

  /** How much of the pixel around this point is head, 0 to 1. */
  headCoverage(ahead: number, aside: number): number {
    return ellipseCoverage(this.#head, ahead, aside);
  }
}

/** Coverage of a pixel from its distance to the outline, as if that were straight within the pixel. */
function ellipseCoverage(ellipse: Ellipse, ahead: number, aside: number): number {
  const u = (ahead - ellipse.ahead) / ellipse.along;
  const v = aside / ellipse.across;
  const value = u * u + v * v - 1;
  const slope = 2 * Math.hypot(u / ellipse.along, v / ellipse.across);
  if (slope === 0) return 1;
  const coverage = 0.5 - value / slope;
  return coverage < 0 ? 0 : coverage > 1 ? 1 : coverage;
}

function centerOfUnion(body: Ellipse, head: Ellipse, lengthPx: number): number {
  const step = lengthPx / AREA_STEPS;
  let area = 0;
  let moment = 0;
  for (let ahead = -lengthPx / 2 + step / 2; ahead < lengthPx / 2; ahead += step) {
    const width = Math.max(halfWidth(body, ahead), halfWidth(head, ahead));
    area += width;
    moment += width * ahead;
  }
  return moment / area;
}

function halfWidth(ellipse: Ellipse, ahead: number): number {
  const u = (ahead - ellipse.ahead) / ellipse.along;
  return Math.abs(u) >= 1 ? 0 : ellipse.across * Math.sqrt(1 - u * u);
}
