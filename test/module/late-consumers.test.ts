/** Consumers that are set while the run goes on: nothing is lost, and what nobody takes is not read. */
import { test } from 'tap';
import { DataType, type LineReading, wait } from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';

function readings(count: number): LineReading[] {
  return Array.from({ length: count }, (_, value) => ({ lineId: 1, value, timeUsec: value }));
}

test('a consumer that a timer sets after onStart gets every item', async (t) => {
  const seen: number[] = [];
  const { errors, inputs } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      link.onStart = () => {
        setTimeout(() => (input.onData = ({ value }) => void seen.push(value)), 100);
      };
    },
    { inputs: { in: readings(1_000) } },
  );
  t.strictSame(errors, []);
  t.equal(seen.length, 1_000);
  t.equal(seen[0], 0);
  t.equal(inputs['in']?.read, 1_000);
});

test('a loop that begins late gets every item', async (t) => {
  const seen: number[] = [];
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      link.onStart = () => {
        void (async () => {
          await wait(50);
          for await (const { value } of input) seen.push(value);
        })();
      };
    },
    { inputs: { in: readings(1_000) } },
  );
  t.equal(seen.length, 1_000);
});

test('between two consumers no item is lost', async (t) => {
  const seen: number[] = [];
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      link.onStart = () => {
        void (async () => {
          for await (const { value } of input) {
            seen.push(value);
            if (value === 9) break;
          }
          await wait(20);
          input.onData = ({ value }) => void seen.push(value);
        })();
      };
    },
    { inputs: { in: readings(100) } },
  );
  t.strictSame(
    seen,
    readings(100).map(({ value }) => value),
  );
});

test('an analysis that is made in a run begins with the items that wait', async (t) => {
  const results: unknown[] = [];
  const file = new URL('../analysis/fixtures/echo.js', import.meta.url);
  const { errors, inputs } = await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'In', DataType.LineReading);
      link.onStart = () => {
        setTimeout(() => {
          input.analyze(file, { workers: 1 }).onResult = (result) =>
            void results.push((result as LineReading).value);
        }, 50);
      };
    },
    { inputs: { in: readings(20) } },
  );
  t.strictSame(errors, []);
  t.strictSame(
    results,
    readings(20).map(({ value }) => value),
  );
  t.equal(inputs['in']?.read, 20);
});
