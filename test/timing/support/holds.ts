import fc from 'fast-check';
import type { Test } from 'tap';

/** Checks a property; a failure prints the counterexample and the seed to repeat it. */
export async function holds<T>(
  t: Test,
  property: fc.IAsyncProperty<T> | fc.IProperty<T>,
  numRuns = 100,
): Promise<void> {
  const outcome = await fc.check(property as fc.IAsyncProperty<T>, { numRuns });
  t.notOk(
    outcome.failed,
    fc.defaultReportMessage(outcome) ?? `holds for ${outcome.numRuns} cases, seed ${outcome.seed}`,
  );
}
