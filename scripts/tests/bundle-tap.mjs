// Makes `build/node_modules/tap`; see `tap.mjs`.
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'rolldown';
import { ROOT } from './test-files.mjs';

const SOURCE = join(ROOT, 'scripts/tests/tap.mjs');
const FOLDER = join(ROOT, 'build/node_modules/tap');
const FILE = join(FOLDER, 'index.js');

/** Newer than the bundle after an installation, which makes tap's class of its plugins. */
const TAP = join(ROOT, 'node_modules/@tapjs/test/test-built/dist/esm/index.js');

/** Bundles tap for tests, unless that is done. */
export async function bundleTap() {
  if (existsSync(FILE) && [SOURCE, TAP].every((file) => statSync(file).mtimeMs < statSync(FILE).mtimeMs))
    return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    join(FOLDER, 'package.json'),
    '{ "name": "tap", "type": "module", "exports": "./index.js" }\n',
  );
  await build({
    input: { index: SOURCE },
    platform: 'node',
    external: /^node:/,
    output: { dir: FOLDER, format: 'esm' },
    logLevel: 'warn',
  });
}
