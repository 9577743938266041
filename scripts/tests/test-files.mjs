// Which test files there are, which of them a word on the command line means, and which a change touches.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILT = join(ROOT, 'build/test');

/** Endings of the kinds of tests: what needs nothing, the iceoryx2 addon and its peer, Python, an installed package, a browser, or a NATS server. */
export const KINDS = {
  plain: '.test.js',
  link: '.link-test.js',
  python: '.py-test.js',
  package: '.pack-test.js',
  view: '.view-test.js',
  net: '.net-test.js',
};

/** Built test files of a kind, as paths below `build/test`, sorted. */
export function testFiles(kind) {
  return readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(KINDS[kind]) && !isStale(file))
    .sort();
}

/** Whether the source of a built file is gone: the compiler leaves its output behind. */
function isStale(file) {
  return !existsSync(join(ROOT, 'test', file.replace(/\.js$/, '.ts')));
}

/** What a test imports or uses that starts threads or processes, or changes the process that it runs in. */
const NEEDS_OWN_PROCESS =
  /from '(node:(worker_threads|child_process|module)|syntalos-mlink\/(host|testing)|#src\/(actors\/(index|actor-thread)|analysis|cli\/program|host\/engine|testing)[^']*)'|initLink|process\.(env|chdir|on|once|emit|exit|kill)/;

/**
 * Files by the process that they run in: those of a folder that compute in their own thread share one, since to start
 * Node and tap takes longer than most of them; others have one of their own.
 */
export function byProcess(files) {
  const groups = new Map();
  for (const file of files) {
    const needsOwn = [...sourcesOf(file)].some(
      (source) =>
        source.startsWith('test/') && NEEDS_OWN_PROCESS.test(readFileSync(join(ROOT, source), 'utf8')),
    );
    const group = needsOwn ? file : dirname(file).split('/', 1)[0];
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  return [...groups.values()];
}

/**
 * Those of `files` that a word means: a path of a source or built file, a folder of tests, or a part of a name.
 *
 * @throws if it means none
 */
export function filesNamed(word, files) {
  const path = relative(ROOT, join(process.cwd(), word))
    .replace(/^(build\/)?test\//, '')
    .replace(/\.ts$/, '.js');
  const exact = files.filter((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`));
  const named =
    exact.length > 0 ? exact : files.filter((file) => basename(file).includes(basename(path, '.js')));
  if (named.length === 0)
    throw new Error(`No test file is called or lies in "${word}"; they end in .test.ts`);
  return named;
}

/**
 * Test files that a change of sources touches: those changed themselves or by a file that they import from `test/`,
 * those that import a changed file of `src/` directly, and those in the folder of `test/` that mirrors its folder.
 *
 * @param changed - paths below the checkout, such as `src/shm/ring-writer.ts`
 */
export function touchedTests(changed, files) {
  const changedSet = new Set(changed);
  const folders = new Set(
    changed.filter((path) => path.startsWith('src/')).map((path) => dirname(path).replace(/^src/, '')),
  );
  return files.filter((file) => {
    if (folders.has(`/${dirname(file)}`)) return true;
    return sourcesOf(file).some((source) => changedSet.has(source));
  });
}

const IMPORT = /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+|#src\/[^'"]+)['"]/g;

/** The test's own source, those it imports below `test/`, and what all of them import of `src/`. */
function sourcesOf(file) {
  const found = new Set();
  const pending = [`test/${file.replace(/\.js$/, '.ts')}`];
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    if (found.has(source) || !existsSync(join(ROOT, source))) continue;
    found.add(source);
    if (!source.startsWith('test/')) continue;
    for (const [, specifier] of readFileSync(join(ROOT, source), 'utf8').matchAll(IMPORT)) {
      pending.push(
        specifier.startsWith('#src/')
          ? `src/${specifier.slice('#src/'.length).replace(/\.js$/, '')}.ts`
          : join(dirname(source), specifier).replace(/\.js$/, '.ts'),
      );
    }
  }
  return [...found];
}
