import { test } from 'tap';
import { verdictOf, type RunFacts } from '#src/host/report/index';
import { facts, input, module, output } from './fixtures/facts.ts';

function reasonsOf(changes: Partial<RunFacts>): readonly string[] {
  const { verdict, reasons } = verdictOf(facts(changes));
  if ((verdict === 'COMPLETE') !== (reasons.length === 0)) throw new Error('verdict and reasons disagree');
  return reasons;
}

test('a run in which every item arrived is complete', (t) => {
  t.strictSame(verdictOf(facts()), { verdict: 'COMPLETE', reasons: [] });
  t.end();
});

test('items that did not reach a blocking consumer make a run incomplete', (t) => {
  t.strictSame(reasonsOf({ ports: [output(), input({ read: 588, unread: 12 })] }), [
    'tracker:frames left 12 items unread',
  ]);
  t.strictSame(reasonsOf({ ports: [output(), input({ read: 599, indexGaps: 1 })] }), [
    'tracker:frames misses 1 frame that cam:frames has',
    'tracker:frames lost 1 item of cam:frames',
  ]);
  t.end();
});

test('what a consumer itself asked to be left out, and gaps of the source, are no loss', (t) => {
  const { source, ...unconnected } = input({ id: 'open', read: 0 });
  t.type(source, 'string');
  t.strictSame(
    reasonsOf({
      ports: [
        output({ indexGaps: 3 }),
        input({ indexGaps: 3 }),
        input({ id: 'live', policy: 'latest', read: 100, skipped: 499, unread: 1, indexGaps: 499 }),
        input({ id: 'slow', throttleItemsPerSec: 10, read: 100, skipped: 500, indexGaps: 490 }),
        unconnected,
      ],
    }),
    [],
  );
  t.end();
});

test('an error is the first reason, with the number of others, and stands for its module', (t) => {
  const record = { name: 'SyntalosError', message: 'Cannot load "x"\nmore', code: 'ERR_SYNTALOS_MODULE' };
  t.strictSame(
    reasonsOf({
      errors: [{ module: 'tracker', error: record }, { error: record }],
      modules: [module({ state: 'error' }), module({ id: 'cam', state: 'crashed' })],
    }),
    [
      'module "tracker": Cannot load "x" (and 1 more error)',
      'module "cam" did not end well: its last state is "crashed"',
    ],
  );
  t.end();
});

test('a run that was ended by force is incomplete', (t) => {
  t.strictSame(reasonsOf({ killed: true }), ['the run was ended by force: what was in flight is lost']);
  t.end();
});

const LATE_CAM = {
  module: 'cam',
  due: 600,
  given: 451,
  skipped: 0,
  pace: 'schedule',
  heldBackUsec: 3_400_000,
  heldBackBy: ['tracker:frames'],
} as const;

test('a source that was held back, skipped ticks or gave too few makes a run late, not incomplete', (t) => {
  t.strictSame(verdictOf(facts({ sources: [LATE_CAM] })), {
    verdict: 'LATE',
    reasons: ['cam gave 451 of 600 items that were due, and was held back for 3.4 s by tracker:frames'],
  });
  const verdictWith = (changes: Partial<NonNullable<RunFacts['sources']>[number]>): string =>
    verdictOf(facts({ sources: [{ ...LATE_CAM, given: 600, heldBackUsec: 0, ...changes }] })).verdict;
  t.equal(verdictWith({}), 'COMPLETE');
  t.equal(verdictWith({ skipped: 1, given: 599 }), 'LATE', 'a tick was skipped');
  t.equal(verdictWith({ heldBackUsec: 99_000 }), 'COMPLETE', '0.99 % of 10 s');
  t.equal(verdictWith({ heldBackUsec: 101_000 }), 'LATE', '1.01 % of 10 s');
  t.equal(verdictWith({ heldBackUsec: 5e6, pace: 'framerate' }), 'COMPLETE', 'it gave all that was due');
  t.equal(verdictWith({ given: 593, pace: 'framerate' }), 'LATE', 'more than 1 % are missing');
  t.equal(verdictWith({ given: 595, pace: 'framerate' }), 'COMPLETE');
  t.end();
});

test('lateness is said of an incomplete run, too, after what was lost', (t) => {
  t.strictSame(verdictOf(facts({ killed: true, sources: [LATE_CAM] })), {
    verdict: 'INCOMPLETE',
    reasons: [
      'the run was ended by force: what was in flight is lost',
      'cam gave 451 of 600 items that were due, and was held back for 3.4 s by tracker:frames',
    ],
  });
  t.end();
});
