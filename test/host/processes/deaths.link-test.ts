/** A process that ends before its time ends the run, at whatever step, with an error that says how. */
import { test } from 'tap';
import { BESIDE, CONNECTED, isIncomplete, peer, runProcesses } from './process-modules.ts';

const STEPS = [
  ['load', 'while it was loaded'],
  ['prepare', 'while it prepared the run'],
  ['start', 'while it was started|during the run'],
  ['run', 'during the run'],
  ['stop', 'while it was stopped'],
  ['settings', 'while it was stopped'],
  ['shutdown', 'while it was shut down'],
] as const;

for (const [step, when] of STEPS) {
  for (const how of ['3', 'SIGSEGV']) {
    test(`a process that ends at "${step}" by ${how} is told with its last words`, async (t) => {
      const { report } = await runProcesses(
        t,
        { ...BESIDE, bad: { kind: 'process', program: 'dies', args: [step, how] } },
        CONNECTED,
        // Before the stop, it is the end of the process that ends the run.
        { durationMsec: when === 'while it was stopped' || step === 'shutdown' ? 300 : 60_000 },
      );
      const { error } = report.errors.find(({ module }) => module === 'bad') ?? {};
      t.equal(error?.code, 'ERR_SYNTALOS_ACTOR_CRASHED');
      const ended = how === '3' ? 'exit code 3' : 'signal SIGSEGV';
      t.match(
        error?.message,
        new RegExp(
          `^The process of module "bad" \\(process:bad\\) ended (${when}), with ${ended}; its last error output:\\n(.|\\n)*  last words at ${step}$`,
        ),
      );
      t.strictSame(
        report.errors.filter(({ module }) => module !== 'bad'),
        [],
        'nobody else fails',
      );
      await isIncomplete(t, report);
      if (step === 'load') return;
      t.equal(report.modules.find(({ id }) => id === 'good')?.state, 'idle');
    });
  }
}

test('a process that ends regularly during a run is an error, too', async (t) => {
  const { report } = await runProcesses(
    t,
    { ...BESIDE, bad: { kind: 'process', program: 'dies', args: ['run', '0'] } },
    CONNECTED,
    { durationMsec: 60_000 },
  );
  t.match(
    report.errors[0]?.error.message,
    /^The process of module "bad" .* ended during the run, with exit code 0/,
  );
});

for (const step of ['connect', 'idle', 'prepare', 'ready', 'start', 'running', 'stop', 'shutdown']) {
  test(`an independent program that is killed at "${step}" ends the run`, async (t) => {
    const { report } = await runProcesses(
      t,
      { ...BESIDE, bad: peer('--in', 'in:5', '--out', 'out:5', '--die', step) },
      CONNECTED,
      { durationMsec: 300 },
    );
    t.match(report.errors, [
      { module: 'bad', error: { message: /^The process of module "bad" .* with signal SIGKILL/ } },
    ]);
    await isIncomplete(t, report);
  });
}
