/** Waiting, time, delayed calls: all of it ends with the run. */
import { test } from 'tap';
import {
  DataType,
  awaitData,
  everyUsec,
  isRunning,
  scheduleDelayedCall,
  timeSinceStartMsec,
  timeSinceStartUsec,
  wait,
  waitSec,
} from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';

test('time is counted from the start of the run', async (t) => {
  const times: number[] = [];
  await runModule(
    (link) => {
      t.equal(timeSinceStartUsec(), 0);
      link.onStart = async () => {
        times.push(timeSinceStartUsec());
        await wait(20);
        times.push(timeSinceStartUsec());
        t.ok(timeSinceStartMsec() >= 20);
      };
      link.onStop = () => {
        t.ok(timeSinceStartMsec() >= 100, 'onStop is part of the run');
      };
    },
    { until: { durationMsec: 100 } },
  );
  const [first = -1, second = -1] = times;
  t.ok(Number.isInteger(first) && first >= 0);
  t.ok(second - first >= 19_000, `${second - first} µs`);
});

test('wait and waitSec end early when the run does', async (t) => {
  const began = performance.now();
  let ended = 0;
  await runModule(
    (link) => {
      link.onStart = () => {
        void wait(60_000).then(() => ended++);
        void waitSec(60).then(() => ended++);
      };
      link.onStop = () => {
        t.equal(ended, 2);
      };
    },
    { until: { durationMsec: 20 } },
  );
  t.ok(performance.now() - began < 60_000);
  t.equal(ended, 2);
});

test('a wait that begins between the request to stop and the stop ends with the run, too', async (t) => {
  let ended = 0;
  await runModule(
    (link) => {
      link.onStart = () => {
        setImmediate(() => {
          while (isRunning()); // the request comes by shared memory, the stop itself by a message
          void wait(60_000).then(() => ended++);
          void awaitData(60_000_000).then(() => ended++);
        });
      };
      link.onStop = () => {
        t.equal(ended, 2);
      };
    },
    { until: { durationMsec: 20 } },
  );
  t.equal(ended, 2);
});

test('everyUsec() in a run whose stop was requested already has no ticks, and is no error', async (t) => {
  let ticks = 0;
  let isCalled = false;
  await runModule(
    (link) => {
      link.onStart = () => {
        setImmediate(() => {
          while (isRunning()); // the request comes by shared memory, the stop itself by a message
          everyUsec(1_000, () => ticks++);
          isCalled = true;
        });
      };
    },
    { until: { durationMsec: 20 } },
  );
  t.ok(isCalled);
  t.equal(ticks, 0);
});

test('a loop that outlives the link is answered that no run goes on', async (t) => {
  let loop: Promise<void> | undefined;
  let isOver = false;
  await runModule(
    (link) => {
      link.onStart = () => {
        loop = (async () => {
          while (!isOver) await new Promise(setImmediate);
          await wait(1);
        })();
      };
    },
    { until: { durationMsec: 20 } },
  );
  isOver = true;
  await loop;
  t.equal(isRunning(), false);
  t.equal(timeSinceStartUsec(), 0);
  t.throws(() => scheduleDelayedCall(1, () => undefined), {
    code: 'ERR_SYNTALOS_INVALID_STATE',
    message: /There is no link any more/,
  });
});

test('data and control go on during a wait', async (t) => {
  let received = 0;
  let duringWait = 0;
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      input.onData = () => {
        received++;
      };
      link.onStart = () => {
        void wait(60_000).then(() => {
          duringWait = received;
        });
      };
    },
    { inputs: { in: [{ lineId: 1, value: 1, timeUsec: 1 }] } },
  );
  t.equal(duringWait, 1);
});

test('awaitData ends with the next data, with its time, and with the run', async (t) => {
  const log: string[] = [];
  await runModule(
    async (link) => {
      const input = await link.registerInputPort('in', 'Numbers', DataType.LineReading);
      input.onData = ({ value }) => {
        log.push(`item ${value}`);
      };
      link.onStart = () => {
        void (async () => {
          await awaitData();
          log.push('awaited an item');
          await link.awaitData(1_000);
          log.push('awaited 1 ms');
          await awaitData();
          log.push(isRunning() ? 'still running' : 'the run ended');
        })();
      };
    },
    { inputs: { in: [{ lineId: 1, value: 1, timeUsec: 1 }] }, until: { durationMsec: 200 } },
  );
  t.strictSame(log, ['item 1', 'awaited an item', 'awaited 1 ms', 'the run ended']);
});

test('isRunning is true to the moment in a busy loop', async (t) => {
  let turns = 0;
  const { errors, state } = await runModule(
    (link) => {
      link.onStart = () => {
        // Nothing else runs on this thread meanwhile: only shared memory can tell it.
        while (isRunning()) turns++;
      };
    },
    { until: { durationMsec: 50 } },
  );
  t.strictSame(errors, []);
  t.equal(state, 'idle');
  t.ok(turns > 0);
});

test('delayed calls come in the order in which they are due, unless they are cancelled', async (t) => {
  const calls: string[] = [];
  await runModule(
    (link) => {
      link.onStart = () => {
        scheduleDelayedCall(40, () => void calls.push('40 ms'));
        scheduleDelayedCall(0, async () => {
          calls.push('0 ms');
          await wait(1);
        });
        const cancelled = scheduleDelayedCall(20, () => void calls.push('cancelled'));
        scheduleDelayedCall(20, () => void calls.push('20 ms'));
        scheduleDelayedCall(60, () => void link.shutdown());
        scheduleDelayedCall(60_000, () => void calls.push('after the run'));
        cancelled[Symbol.dispose]();
      };
    },
    { timeoutMsec: 20_000 },
  );
  t.strictSame(calls, ['0 ms', '20 ms', '40 ms']);
});

test('a delayed call that throws ends the run', async (t) => {
  const { errors } = await runModule((link) => {
    link.onStart = () => {
      scheduleDelayedCall(1, () => {
        throw new RangeError('no reward left');
      });
    };
  });
  t.match(errors, [{ code: 'ERR_SYNTALOS_CALLBACK', message: /"delayed call".*no reward left$/ }]);
});

test('times that are no times are refused', async (t) => {
  await runModule(
    async () => {
      for (const msec of [-1, NaN, '5' as unknown as number]) {
        t.throws(() => scheduleDelayedCall(msec, () => undefined), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
        await t.rejects(wait(msec), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
      }
      t.throws(() => scheduleDelayedCall(1, undefined as never), { code: 'ERR_SYNTALOS_INVALID_ARGUMENT' });
    },
    { until: { durationMsec: 1 } },
  );
});

test('a wait without an end, or longer than any timer, ends with the run', async (t) => {
  let ended = 0;
  await runModule(
    (link) => {
      link.onStart = () => {
        void wait(Infinity).then(() => ended++);
        void wait(3e9).then(() => ended++);
        void awaitData(Infinity).then(() => ended++);
      };
      link.onStop = () => {
        t.equal(ended, 3);
      };
    },
    { until: { durationMsec: 50 } },
  );
  await runModule(
    async (link) => {
      await t.rejects(link.awaitData(NaN), {
        code: 'ERR_SYNTALOS_INVALID_ARGUMENT',
        message: 'Cannot wait for data: got NaN µs, expected a number',
      });
    },
    { until: { durationMsec: 1 } },
  );
});

test('a loop of its own lets control through, outside a run too', async (t) => {
  let turns = 0;
  let isOver = false;
  const log: string[] = [];
  const { errors, state } = await runModule(
    async (link) => {
      link.onPrepare = () => {
        log.push('prepare');
        return true;
      };
      link.onStop = () => {
        log.push('stop');
        isOver = true;
      };
      await link.signalIdle();
      while (!isOver) {
        await link.awaitData(1_000_000);
        turns++;
      }
    },
    { until: { durationMsec: 50 } },
  );
  t.strictSame(errors, []);
  t.equal(state, 'idle');
  t.strictSame(log, ['prepare', 'stop']);
  t.ok(turns < 1_000, `${turns} turns: outside a run it waits, too`);
});
