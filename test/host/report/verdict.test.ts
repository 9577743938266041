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
