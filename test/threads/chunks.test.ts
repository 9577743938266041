/** What threads and processes load of the package when they start: each file more costs them milliseconds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

const BUNDLE = fileURLToPath(new URL('../../../dist/bundle/', import.meta.url));
const STATIC_IMPORT = /^(?:import|export)\s[^;]*?from\s*"([^"]+)";|^import\s*"([^"]+)";/gm;

/** What an entry loads before its first line runs: files of the bundle, and names of all else. */
function loadsOf(entry: string): { readonly files: Set<string>; readonly others: Set<string> } {
  const files = new Set([entry]);
  const others = new Set<string>();
  for (const file of files) {
    const text = readFileSync(join(BUNDLE, file), 'utf8');
    for (const [, from, alone] of text.matchAll(STATIC_IMPORT)) {
      const name = from ?? alone ?? '';
      if (name.startsWith('./')) files.add(name.slice(2));
      else others.add(name);
    }
  }
  return { files, others };
}

/** Names of the chunks among files, without what tells builds apart. */
function chunksOf(files: ReadonlySet<string>): Set<string> {
  return new Set([...files].flatMap((file) => /^shared-(.*)-.{8}\.js$/.exec(file)?.[1] ?? []));
}

const COMMON = ['threads', 'base'];

for (const [entry, allowed] of [
  ['module.worker.js', [...COMMON, 'data', 'actors', 'module', 'toml', 'rolldown-runtime']],
  ['actor-thread.worker.js', [...COMMON, 'data', 'actors', 'rolldown-runtime']],
  ['pump.worker.js', [...COMMON, 'native']],
  ['links.worker.js', [...COMMON, 'nats', 'toml']],
] as const) {
  void test(`${entry} loads nothing that it does not need`, (t) => {
    const chunks = chunksOf(loadsOf(entry).files);
    t.ok(
      COMMON.every((name) => chunks.has(name)),
      [...chunks].join(', '),
    );
    t.same(
      [...chunks].filter((name) => !(allowed as readonly string[]).includes(name)),
      [],
    );
    t.end();
  });
}

/** Parts of Node that take a thread 4 to 6 ms each. */
const COSTLY = ['node:crypto', 'node:child_process', 'node:http', 'node:tls', 'node:perf_hooks'];

for (const entry of ['module.worker.js', 'actor-thread.worker.js', 'analysis-thread.js', 'pump.worker.js']) {
  void test(`${entry} loads neither another package nor a part of Node that takes its time`, (t) => {
    const others = [...loadsOf(entry).others];
    t.ok(others.includes('node:worker_threads'), others.join(', '));
    t.same(
      others.filter((name) => !name.startsWith('node:') || COSTLY.includes(name)),
      [],
    );
    t.end();
  });
}
