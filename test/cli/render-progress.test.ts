import { test } from 'tap';
import { renderBlock, renderLine, renderLogLine } from '#src/cli/render-progress';
import type { PortProgress, RunProgress } from '#src/host/index';

function port(changes: Partial<PortProgress>): PortProgress {
  return {
    module: 'cam',
    id: 'frames',
    direction: 'output',
    dataType: 'Frame',
    items: 600,
    itemsPerSec: 60,
    inFlight: 0,
    heldBack: 0,
    skipped: 0,
    ...changes,
  };
}

const PROGRESS: RunProgress = {
  phase: 'running',
  elapsedMsec: 5000,
  durationMsec: 10_000,
  modules: [
    { id: 'cam', status: '' },
    { id: 'tracker', status: 'tracking\u001b[2J\r\nwell' },
  ],
  ports: [
    port({ heldBack: 3, inFlight: 4 }),
    port({ module: 'tracker', id: 'rows', dataType: 'TableRow', items: 1234 }),
    port({ module: 'tracker', direction: 'input', inFlight: 4, skipped: 12 }),
  ],
};

test('the live view shows time, what passes each port, and status', (t) => {
  t.strictSame(renderBlock(PROGRESS), [
    'Running  5.0 s of 10.0 s  ████████████░░░░░░░░░░░░',
    'Port              Type      Items    Rate  In flight  Held back  Left out',
    '  cam:frames      Frame       600  60.0/s          4          3',
    '→ tracker:frames  Frame       600  60.0/s          4                   12',
    '  tracker:rows    TableRow  1,234  60.0/s          0',
    'tracker  tracking well',
  ]);
  t.end();
});

test('before the start there is no time, and without a duration no bar', (t) => {
  const { durationMsec, ...endless } = { ...PROGRESS, modules: [], ports: [] };
  t.equal(durationMsec, 10_000);
  t.strictSame(renderBlock({ ...endless, phase: 'loading' }), ['Loading …']);
  t.strictSame(renderBlock({ ...endless, phase: 'preparing' }), ['Preparing …']);
  t.strictSame(renderBlock({ ...endless, phase: 'stopping' }), ['Stopping  5.0 s']);
  t.end();
});

test('a run that lasts longer than planned fills its bar and no more', (t) => {
  const line = renderBlock({ ...PROGRESS, elapsedMsec: 11_000 })[0]!;
  t.ok(line.endsWith(`s  ${'█'.repeat(24)}`), line);
  t.end();
});

test('where nothing can be redrawn, progress is one line', (t) => {
  t.equal(
    renderLine(PROGRESS),
    'Running  5.0 s of 10.0 s  cam:frames 600 (60.0/s, 4 in flight, held back 3×)  tracker:rows 1,234 (60.0/s)  tracker:frames 600 (60.0/s, 4 in flight, 12 left out)',
  );
  t.end();
});

test('a line of many ports shows outputs only', (t) => {
  const inputs = Array.from({ length: 8 }, (_, i) => port({ module: `m${i}`, direction: 'input' }));
  t.equal(
    renderLine({ ...PROGRESS, ports: [port({}), ...inputs] }),
    'Running  5.0 s of 10.0 s  cam:frames 600 (60.0/s)',
  );
  t.end();
});

test('log lines have time, source and weight, and nothing that moves the cursor', (t) => {
  t.equal(
    renderLogLine({ level: 'info', module: 'cam', timeUsec: 1_234_567, text: 'hel\u0007lo\u001b[2J\n' }),
    '   1.235 s  cam: hel lo',
  );
  t.equal(
    renderLogLine({ level: 'error', text: 'one\ntwo' }),
    '            host: error: one\n            two',
  );
  t.end();
});
