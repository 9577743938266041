// Runs built test files in one process of their own and reads what it says (TAP).
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { Parser } from 'tap-parser';
import { originalPlaces } from './original-places.mjs';
import { ROOT } from './test-files.mjs';

/** How long a process may take, in s; a test that hangs is reported by tap itself shortly before. */
const LIMIT_SEC = 400;
const END_GRACE_MSEC = 10_000;
/** What the parser puts between the titles of a test and its parent. */
const BETWEEN_TITLES = ' > ';

/**
 * Runs files one after the other in a process. Node starts it as it is: the `tap` command would load hooks into each
 * process that cost more than most files take, and that only coverage needs; nor does it read source maps, which
 * every thread would do again.
 *
 * If the process ends otherwise than well and no failure says why, each file runs once more by itself.
 *
 * @param onOutput - gets what the tests write, piece by piece
 * @returns for each file counts of assertions, failures with the titles of their tests, what was skipped and why,
 *   and the time in ms
 */
export async function runTestFiles(files, { onOutput = () => undefined } = {}) {
  const since = performance.now();
  const results = new Map(
    files.map((file) => [file, { file, passed: 0, failed: 0, failures: [], skipped: [], timeMsec: 0 }]),
  );
  const { ended, ok, stderr } = await runProcess(files, onOutput, {
    onAssertion: ({ ok, skip, todo, fullname, name, diag }) => {
      const result = results.get(fullname.split(BETWEEN_TITLES, 1)[0]);
      if (result === undefined) return; // of the process itself: see onFileEnd
      if (ok && fullname === result.file) return; // closes a file that ran nothing
      const title = fullname.slice(result.file.length + BETWEEN_TITLES.length) || name;
      if (skip || todo) result.skipped.push({ title, reason: String(skip || todo) });
      else if (ok) result.passed += 1;
      else addFailure(result, title, originalPlaces(detailOf(diag)));
    },
    onFileEnd: ({ name, time, ok: isGood, diag }) => {
      const result = results.get(name);
      if (result !== undefined) result.timeMsec = time;
      // Of the process itself, such as that it took too long.
      else if (!isGood) addFailure([...results.values()][0], name, detailOf(diag));
    },
  });
  const all = [...results.values()];
  if (!ok && all.every(({ failures }) => failures.length === 0)) {
    if (files.length > 1) return runEachAlone(files, onOutput);
    addFailure(all[0], `the file ${ended}`, originalPlaces(stderr.slice(-4000)));
  }
  for (const result of all) {
    if (result.passed + result.failed + result.skipped.length === 0)
      addFailure(result, 'the file ran no test', '');
  }
  // Of one file, what its process took to start and end belongs to it.
  if (files.length === 1) all[0].timeMsec = performance.now() - since;
  return all;
}

async function runEachAlone(files, onOutput) {
  const results = [];
  for (const file of files) results.push(...(await runTestFiles([file], { onOutput })));
  return results;
}

/** @returns whether the process and all in it ended well, how it ended, in words, and what it wrote to stderr */
async function runProcess(files, onOutput, { onAssertion, onFileEnd }) {
  const parser = new Parser();
  // Every assertion, at whatever depth, but those that only close a test.
  parser.on('result', onAssertion);
  parser.on('assert', onFileEnd);
  const stderr = [];
  const child = spawn(process.execPath, [join(ROOT, 'scripts/tests/program.mjs'), ...files], {
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
  const ended = isOverdue
    ? `did not end within ${LIMIT_SEC} s`
    : `ended with ${signal ?? `exit code ${code}`}`;
  return { ok: ok && code === 0, ended, stderr: Buffer.concat(stderr).toString() };
}

function addFailure(result, title, detail) {
  result.failed += 1;
  result.failures.push({ title, detail });
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
