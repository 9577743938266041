/**
 * Tells people of something that does not end the run: hosts take what a module writes to its
 * standard error as warnings.
 */
export function warn(text: string): void {
  process.stderr.write(`${text}\n`);
}
