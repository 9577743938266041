// Runs one built test file in a process of its own and reads what it says (TAP).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { Parser } from 'tap-parser';
import { ROOT } from './test-files.mjs';

/** How long a file may take, in s; a test that hangs is reported by tap itself shortly before. */
const LIMIT_SEC = 400;
const END_GRACE_MSEC = 10_000;

/**
 * Runs a file. Node starts it as it is: the `tap` command would load hooks into each process that cost more than
 * most files take, and that only coverage needs.
 *
 * @param onOutput - gets what the test writes, piece by piece
 * @returns counts of assertions, failures with the titles of their tests, what was skipped and why, and the time in ms
 */
export async function runTestFile(file, { onOutput = () => undefined } = {}) {
  const since = performance.now();
  const failures = [];
  const skipped = [];
  const counts = { passed: 0, failed: 0 };
  const parser = new Parser();
  // Every assertion, at whatever depth, but those that only close a test.
  parser.on('result', ({ ok, skip, todo, fullname, name, diag }) => {
    const title = fullname === '' ? name : fullname;
    if (skip || todo) skipped.push({ title, reason: String(skip || todo) });
    else if (ok) counts.passed += 1;
    else fail(title, detailOf(diag));
  });
  const fail = (title, detail) => {
    counts.failed += 1;
    failures.push({ title, detail });
  };
  const stderr = [];
  const child = spawn(process.execPath, ['--enable-source-maps', join(ROOT, 'build/test', file)], {
    cwd: ROOT,
    env: { ...process.env, TAP: '1', TAP_TIMEOUT: String(LIMIT_SEC - 20) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (chunk) => {
    onOutput(chunk);
    parser.write(chunk);
  });
  child.stderr.on('data', (chunk) => {
    onOutput(chunk);
    stderr.push(chunk);
  });
  let isOverdue = false;
  const timer = setTimeout(() => {
    isOverdue = true;
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), END_GRACE_MSEC).unref();
  }, LIMIT_SEC * 1000);
  const [code, signal] = await new Promise((resolve) => {
    child.on('error', (error) => resolve([error.message, null]));
    child.on('close', (...end) => resolve(end));
  });
  clearTimeout(timer);
  const { ok } = await new Promise((resolve) => {
    parser.on('complete', resolve);
    parser.end();
  });
  if ((code !== 0 || !ok) && failures.length === 0) {
    const how = isOverdue
      ? `did not end within ${LIMIT_SEC} s`
      : `ended with ${signal ?? `exit code ${code}`}`;
    fail(`the file ${how}`, Buffer.concat(stderr).toString().slice(-4000));
  }
  if (code === 0 && counts.passed + skipped.length === 0) fail('the file ran no test', '');
  return { file, ...counts, failures, skipped, timeMsec: performance.now() - since };
}

/** What a failed assertion says of itself, in a few lines. */
function detailOf(diag) {
  if (diag === undefined || diag === null) return '';
  const { diff, stack, found, wanted, compare, error, at } = diag;
  const place = at === undefined || at === null ? undefined : `at ${at.fileName}:${at.lineNumber}`;
  const values =
    diff ??
    (found === undefined && wanted === undefined
      ? undefined
      : `found ${JSON.stringify(found)}, wanted ${compare ?? ''} ${JSON.stringify(wanted)}`);
  return [error?.message, values, stack ?? place]
    .filter((part) => part !== undefined && part !== '')
    .join('\n');
}
