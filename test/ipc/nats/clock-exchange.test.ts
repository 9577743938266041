import fc from 'fast-check';
import { test } from 'tap';
import { ClockAsker, answerClock, type ClockAnswer, type Wire } from '#src/ipc/nats/index';
import { until } from '../../support/until.ts';
import { createLossyWire } from './lossy-wire.ts';

/** More turns of the event loop than a question and its answer take on a bus of this process. */
async function someTurns(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Asks on a wire; the host's clock is 1000 µs ahead, and each look at either takes 1 µs. */
function makeEnds(wire: Wire): { readonly answers: ClockAnswer[]; readonly asker: ClockAsker } {
  let usec = 0;
  answerClock(wire, 'clock', () => 1000 + usec++);
  const answers: ClockAnswer[] = [];
  const asker = new ClockAsker(wire, {
    subject: 'clock',
    nowUsec: () => usec++,
    onAnswer: (answer) => answers.push(answer),
  });
  return { answers, asker };
}

void test('a question is answered with the four times, in their order', async (t) => {
  const { answers, asker } = makeEnds(createLossyWire(() => 'arrives', 4096));
  asker.ask();
  await someTurns();
  t.same(answers, [{ sentUsec: 0, answeredUsec: 1001, repliedUsec: 1002, receivedUsec: 3 }]);
  asker.close();
  asker.ask();
  await someTurns();
  t.equal(answers.length, 1, 'after its end there is no answer');
});

void test('an answer to an older question is dropped: it has waited', async (t) => {
  const { answers, asker } = makeEnds(createLossyWire(() => 'late', 4096));
  asker.ask();
  asker.ask();
  await until(() => answers.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.equal(answers.length, 1);
});

void test('two ask at once, and each gets its own answers', async (t) => {
  const wire = createLossyWire(() => 'arrives', 4096);
  const first = makeEnds(wire);
  const answers: ClockAnswer[] = [];
  const asker = new ClockAsker(wire, {
    subject: 'clock',
    nowUsec: () => 7,
    onAnswer: (answer) => answers.push(answer),
  });
  asker.ask();
  await someTurns();
  t.ok(answers.length > 0);
  t.equal(first.answers.length, 0);
});

void test('bytes that are no question and no answer change nothing', async (t) => {
  const wire = createLossyWire(() => 'arrives', 4096);
  const { answers, asker } = makeEnds(wire);
  const subjects = ['clock'];
  // The asker's own subject, as anybody on the servers could see it.
  const unsubscribe = wire.subscribe('clock', (question) => {
    subjects[1] = `clock.answer.${new TextDecoder().decode(question.subarray(8))}`;
  });
  asker.ask();
  await someTurns();
  unsubscribe();
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom(...subjects),
      async (bytes, subject) => {
        wire.publish(subject, bytes);
        await new Promise((resolve) => setImmediate(resolve));
      },
    ),
    { numRuns: 200 },
  );
  await someTurns();
  t.equal(answers.length, 1);
});
