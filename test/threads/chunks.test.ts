/** What threads and processes load of the package when they start: each file more costs them milliseconds. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';

const BUNDLE = fileURLToPath(new URL('../../../dist/bundle/', import.meta.url));
const STATIC_IMPORT = /^(?:import|export)\s[^;]*?from\s*"\.\/([^"]+)";|^import\s*"\.\/([^"]+)";/gm;

/** Names of the chunks that an entry loads before its first line runs, without what tells builds apart. */
function chunksOf(entry: string): Set<string> {
  const files = new Set([entry]);
  for (const file of files) {
    const text = readFileSync(join(BUNDLE, file), 'utf8');
    for (const [, from, alone] of text.matchAll(STATIC_IMPORT)) files.add(from ?? alone ?? '');
  }
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
    const chunks = chunksOf(entry);
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
