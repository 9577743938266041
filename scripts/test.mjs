// `npm test -- [FILE…] [--link | --python | --package | --view | --net] [--retry] [--verbose] [--jobs=N]`: runs tests and sums them up at the end.
//
// FILE is a source file, a folder or a part of a name; without any, all run. `--link`: the tests over iceoryx2.
// `--python`: those that have Python read recordings. `--package`: those that pack and install this package. `--view`:
// those of the live page, in a browser.
// `--retry`: what failed is tried once more by itself, for machines that are busy with other things.
// `--verbose`: prints all that the files say (TAP). Output otherwise: failures as they come, and the summary.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { bundleTap } from './tests/bundle-tap.mjs';
import { runTestFiles } from './tests/run-test-files.mjs';
import { ROOT, byProcess, filesNamed, testFiles } from './tests/test-files.mjs';

const TIMES_FILE = join(ROOT, 'build/test-times.json');
const SLOWEST = 5;
/** Longer lines of a failure are cut. */
const LINE_LIMIT = 2_000;

const words = process.argv.slice(2);
const has = (option) => words.includes(option);
const kind = ['link', 'python', 'package', 'view', 'net'].find((name) => has(`--${name}`)) ?? 'plain';
// One more than cores: there is always a test that waits. Those over iceoryx2 have clocks of their own to keep.
const usualJobs = availableParallelism() + (kind === 'plain' ? 1 : 0);
const jobs = Number(words.find((word) => word.startsWith('--jobs='))?.slice('--jobs='.length) ?? usualJobs);
const names = words.filter((word) => !word.startsWith('--'));

const all = testFiles(kind);
const wanted = wantedFiles();
if (wanted === undefined) {
  process.exitCode = 2;
} else {
  await bundleTap();
  process.exitCode = await run(wanted);
}

function wantedFiles() {
  try {
    return names.length === 0 ? all : [...new Set(names.flatMap((name) => filesNamed(name, all)))];
  } catch (error) {
    print(error.message);
    return undefined;
  }
}

async function run(files) {
  const since = performance.now();
  let results = await runAll(files, jobs);
  const failed = results.filter(({ failures }) => failures.length > 0).map(({ file }) => file);
  if (has('--retry') && failed.length > 0) {
    print(`\nOnce more, one after the other: ${failed.join(', ')}\n`);
    const again = await runAll(failed, 1);
    results = results.map((result) => again.find(({ file }) => file === result.file) ?? result);
  }
  rememberTimes(results);
  printSummary(results, performance.now() - since);
  return results.every(({ failures }) => failures.length === 0) ? 0 : 1;
}

/** Runs files in processes side by side, those that took longest last time first. */
async function runAll(files, count) {
  const times = knownTimes();
  const timeOf = (group) => group.reduce((total, file) => total + (times[file] ?? Infinity), 0);
  const pending = byProcess(files).sort((a, b) => timeOf(b) - timeOf(a));
  const onOutput = has('--verbose') ? (chunk) => process.stdout.write(chunk) : undefined;
  const results = [];
  const work = async () => {
    for (let group = pending.shift(); group !== undefined; group = pending.shift()) {
      for (const result of await runTestFiles(group, { onOutput })) {
        results.push(result);
        printResult(result, results.length, files.length);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(count, pending.length)) }, work));
  return results.sort((a, b) => a.file.localeCompare(b.file));
}

function printResult({ file, failures, passed, timeMsec }, done, count) {
  if (process.stdout.isTTY && failures.length === 0) {
    process.stdout.write(`\r\x1b[K${done}/${count} ${file} (${passed} in ${seconds(timeMsec)})`);
    return;
  }
  if (failures.length === 0) return;
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  print(`FAILED test/${file.replace(/\.js$/, '.ts')}`);
  for (const { title, detail } of failures) {
    print(`  ${title}`);
    for (const line of detail === '' ? [] : detail.split('\n')) print(`    ${line.slice(0, LINE_LIMIT)}`);
  }
}

function printSummary(results, timeMsec) {
  if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = results.flatMap((result) => result.skipped.map((skip) => ({ file: result.file, ...skip })));
  if (skipped.length > 0) {
    print('Skipped:');
    for (const { file, title, reason } of skipped) print(`  ${file}: ${title} (${reason})`);
  }
  const failedFiles = results.filter(({ failures }) => failures.length > 0);
  if (failedFiles.length > 0) {
    print('Failed:');
    for (const { file, failures } of failedFiles) {
      for (const { title } of failures) print(`  test/${file.replace(/\.js$/, '.ts')}: ${title}`);
    }
  }
  const slowest = [...results].sort((a, b) => b.timeMsec - a.timeMsec).slice(0, SLOWEST);
  print(`Slowest: ${slowest.map((result) => `${result.file} ${seconds(result.timeMsec)}`).join(', ')}`);
  print(`${results.length} files in ${seconds(timeMsec)}`);
  // The form of this line is read by CI.
  const rest = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  print(`${sum('passed')} passed, ${sum('failed')} failed${rest}`);
}

function knownTimes() {
  try {
    return JSON.parse(readFileSync(TIMES_FILE, 'utf8'));
  } catch {
    return {}; // the first run knows none
  }
}

function rememberTimes(results) {
  const times = knownTimes();
  for (const { file, timeMsec } of results) times[file] = Math.round(timeMsec);
  mkdirSync(dirname(TIMES_FILE), { recursive: true });
  writeFileSync(TIMES_FILE, JSON.stringify(times));
}

function seconds(msec) {
  return `${(msec / 1000).toFixed(1)} s`;
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
