/**
 * A promise with its resolver.
 *
 * @module
 */

/** Resolves {@link Signal.promise} once it is given. */
export class Signal {
  give: () => void = () => undefined;
  readonly promise: Promise<void> = new Promise((resolve) => {
    this.give = resolve;
  });
}
