/**
 * Which whole numbers of metadata that was read were floats on the wire.
 *
 * A program sees plain numbers. What it passes on as it got it must be sent as it came: a recorder that looks for
 * the float `framerate` does not take the integer 30.
 *
 * @module
 */

/** Keys of a map, or indices of an array, by the object that was read: a property would be seen by programs. */
const floats = new WeakMap<object, Set<string>>();

/** Notes that the entry `key` of `container` was read from a float. */
export function markFloat(container: object, key: string): void {
  const keys = floats.get(container);
  if (keys === undefined) floats.set(container, new Set([key]));
  else keys.add(key);
}

/** Whether the entry `key` of `container` was read from a float that is a whole number. */
export function isMarkedFloat(container: object, key: string): boolean {
  return floats.get(container)?.has(key) === true;
}
