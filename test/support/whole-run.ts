/** What tests ask of a run that nothing was to go wrong in. */
import type { Test } from 'tap';
import type { RunReport } from 'syntalos-mlink/host';

/**
 * Every item of a run arrived and nobody had an error. That a source was late is the machine's doing, if it is busy
 * with other things: tests do not judge it.
 */
export function isWhole(
  t: Test,
  { verdict, reasons }: Pick<RunReport, 'verdict' | 'reasons'>,
  name = 'the run is whole',
): void {
  t.strictSame(verdict === 'LATE' ? [] : reasons, [], name);
}
