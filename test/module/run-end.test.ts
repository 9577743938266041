/** What is under way when a run ends belongs to it, and to no other. */
import { test } from 'tap';
import {
  DataType,
  everyUsec,
  scheduleDelayedCall,
  type OutputPort,
  type SyntalosLink,
  type TableRow,
} from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';
import { blockFor } from '../support/block.ts';

const reading = { lineId: 1, value: 1, timeUsec: 1 };

async function rowsOf(link: SyntalosLink): Promise<OutputPort<TableRow>> {
  return link.registerOutputPort('rows', 'Rows', DataType.TableRow) as Promise<OutputPort<TableRow>>;
}

test('a call under way is over before onStop, and so is what it submits', async (t) => {
  const log: string[] = [];
  const { outputs, errors } = await runModule(
    async (link) => {
      const rows = await rowsOf(link);
      link.onStart = () => {
        scheduleDelayedCall(0, async () => {
          log.push('begun');
          await new Promise((resolve) => setTimeout(resolve, 150));
          log.push(`sent: ${rows.submit(['of the call'])}`);
        });
      };
      link.onStop = () => void log.push('stopped');
    },
    { until: { durationMsec: 50 }, outputs: { rows: DataType.TableRow } },
  );
  t.strictSame(errors, []);
  t.strictSame(log, ['begun', 'sent: true', 'stopped']);
  t.strictSame(outputs.rows, [['of the call']]);
});

test('a tick under way is over before onStop', async (t) => {
  const log: string[] = [];
  await runModule(
    (link) => {
      link.onStart = () => {
        everyUsec(1_000_000, async () => {
          log.push('begun');
          await new Promise((resolve) => setTimeout(resolve, 100));
          log.push('done');
        });
      };
      link.onStop = () => void log.push('stopped');
    },
    { until: { durationMsec: 30 } },
  );
  t.strictSame(log, ['begun', 'done', 'stopped']);
});

test('the result of a slow callback is sent though the stop came while it computed', async (t) => {
  for (const isAsync of [false, true]) {
    const { outputs, errors } = await runModule(
      async (link) => {
        const input = await link.registerInputPort('in', 'In', DataType.LineReading);
        const rows = await rowsOf(link);
        input.onData = async () => {
          if (isAsync) await new Promise((resolve) => setTimeout(resolve, 150));
          else blockFor(150);
          rows.submit(['result']);
        };
      },
      { inputs: { in: [reading] }, until: { durationMsec: 30 }, outputs: { rows: DataType.TableRow } },
    );
    t.strictSame(errors, []);
    t.strictSame(outputs.rows, [['result']], isAsync ? 'asynchronous' : 'synchronous');
  }
});

test('a loop that only ends when its submit answers false does end with the run', async (t) => {
  let turns = 0;
  const { errors, state } = await runModule(
    async (link) => {
      const rows = await rowsOf(link);
      link.onStart = async () => {
        while (await rows.submitAsync(['again'])) {
          turns++;
          await new Promise(setImmediate);
        }
      };
    },
    { until: { durationMsec: 30 } },
  );
  t.strictSame(errors, []);
  t.equal(state, 'idle');
  t.ok(turns > 0);
});

test('calls whose time had not come are counted, and those of onStop never come', async (t) => {
  let called = 0;
  const { warnings } = await runModule(
    (link) => {
      link.onStart = () => {
        scheduleDelayedCall(60_000, () => {
          called++;
        });
        scheduleDelayedCall(3e12, () => {
          called++;
        });
        scheduleDelayedCall(Infinity, () => {
          called++;
        });
      };
      link.onStop = () => {
        scheduleDelayedCall(0, () => {
          called++;
        });
      };
    },
    { until: { durationMsec: 30 } },
  );
  t.equal(called, 0);
  t.match(warnings, [/^3 scheduled calls of module "module" had not come when the run stopped$/]);
});
