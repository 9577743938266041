import { test } from 'tap';
import { OverdueWatch } from '#src/actors/supervisor/overdue-watch';

test('a callback that stays the same beyond the limit is reported once, with its duration', (t) => {
  const reports: [number, number][] = [];
  const watch = new OverdueWatch(1000, ({ id }, msec) => reports.push([id, msec]));
  for (let now = 0; now <= 3000; now += 250) watch.look({ id: 3, sequence: 7, item: -1 }, now);
  t.same(reports, [[3, 1000]]);
  t.end();
});

test('callbacks that come and go are never overdue, however long the run', (t) => {
  const watch = new OverdueWatch(1000, () => t.fail('nothing is overdue'));
  for (let now = 0, sequence = 0; now <= 10_000; now += 250, sequence++)
    watch.look({ id: 32, sequence, item: -1 }, now);
  for (let now = 10_000; now <= 20_000; now += 250) watch.look({ id: 0, sequence: 41, item: -1 }, now);
  t.pass('no report');
  t.end();
});

test('the next callback after an overdue one is watched anew', (t) => {
  const reports: number[] = [];
  const watch = new OverdueWatch(1000, ({ id }) => reports.push(id));
  for (let now = 0; now <= 1500; now += 250) watch.look({ id: 1, sequence: 1, item: -1 }, now);
  for (let now = 1750; now <= 4000; now += 250) watch.look({ id: 1, sequence: 2, item: -1 }, now);
  t.same(reports, [1, 1]);
  t.end();
});
