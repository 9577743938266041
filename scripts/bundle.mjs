// Bundles what Node loads of this package into dist/bundle: threads and processes start several times faster
// from a few files than from the hundred that the compiler writes. Entries share their code in chunks, so a
// module that imports `syntalos-mlink` gets the very instance that its thread's entry runs.
//
// All output lies in one folder, as `src/threads/package-files.ts` relies on; other packages stay outside.
import { chmodSync, copyFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { BUILT_IN_MODULES } from '../dist/files/host/project/built-in-modules.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const bundle = `${root}dist/bundle`;

/** Public doors: the source of each is the one of its types. */
const doors = Object.values(manifest.exports)
  .filter((door) => typeof door === 'object')
  .map(({ types, default: file }) => [
    nameOf(file),
    types.replace('./dist/files/', 'src/').replace('.d.ts', '.ts'),
  ]);

const ENTRIES = {
  ...Object.fromEntries(doors),
  cli: 'src/cli/main.ts',
  'module-process': 'src/cli/module-process.ts',
  'exchange-process': 'src/cli/doctor/exchange-process.ts',
  'actor-thread.worker': 'src/actors/actor-thread.worker.ts',
  'analysis-thread': 'src/analysis/analysis-thread.ts',
  'bench.worker': 'src/testing/bench.worker.ts',
  'module.worker': 'src/host/module.worker.ts',
  'view.worker': 'src/view/view.worker.ts',
  'register-hooks': 'src/script/register-hooks.ts',
  'pump.worker': 'src/ipc/iceoryx2/data/pump.worker.ts',
  'links.worker': 'src/ipc/nats/links.worker.ts',
  'serial-port-process': 'src/host/modules/firmata-board/serial-port-process.ts',
  ...Object.fromEntries(
    BUILT_IN_MODULES.map((name) => [`built-in-${name}`, `src/host/modules/${name}/main.ts`]),
  ),
};

const ENTRY_SOURCES = new Set(Object.values(ENTRIES).map((source) => root + source));

/** Packages that would cost each thread more to find and read, in many files, than to run. */
const INLINED = [
  'commander',
  'comlink',
  'eslint-visitor-keys',
  'get-east-asian-width',
  'long',
  'protobufjs',
  '@protobufjs',
  '@oxc-project/runtime',
  'smol-toml',
  'toml-eslint-parser',
  'uuid',
  'ws',
];

/**
 * What threads of several kinds need, in few files: each takes what its test matches and what that imports, but
 * for what an earlier one has. Entries stay outside, since they act when loaded.
 */
const CHUNKS = {
  threads: /\/src\/threads\//,
  base: /\/src\/(copy-bytes|deadline|environment|error-codes|errors|layout-check|make-folder|spin|thrown-values|shm\/.*|ipc\/(messages|thread-id|limits|output-channel|drain-patience|iceoryx2\/addon\/(link-config|static-string))|analysis\/pool-protocol|script\/import-program)\.ts$/,
  data: /\/src\/(types|timing)\//,
  // What a module records needs it, and so do credentials.
  toml: /\/node_modules\/smol-toml\//,
  // A thread that moves data has little else: each collection of its garbage looks at all of it.
  nats: /\/src\/ipc\/nats\/(?!.*\.worker\.ts$)/,
  actors: /\/src\/actors\/(?!.*\.worker\.ts$)/,
  module: /\/src\/(api|module|program)\//,
  video: /\/src\/video\//,
  // Recorders need no reader, and no reader of projects.
  duration: /\/src\/host\/project\/duration\.ts$/,
  'table-layout': /\/src\/formats\/table-layout\.ts$/,
  'json-type': /\/src\/formats\/json-type\.ts$/,
};

const { output } = await build({
  cwd: root,
  input: ENTRIES,
  platform: 'node',
  transform: { target: 'node20.19' },
  external: (id) => !/^[./#]/.test(id) && !INLINED.some((name) => id === name || id.startsWith(`${name}/`)),
  // Of our files, only the entries do anything by being loaded.
  treeshake: { moduleSideEffects: (id) => ENTRY_SOURCES.has(id) },
  output: {
    dir: bundle,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'shared-[name]-[hash].js',
    codeSplitting: {
      groups: Object.entries(CHUNKS).map(([name, test], at) => ({ name, test, priority: 10 - at })),
    },
    sourcemap: true,
    cleanDir: true,
  },
});
// Importing an entry would start it.
for (const { fileName, imports } of output) {
  const entry = imports?.find((file) => nameOf(file) in ENTRIES);
  if (entry !== undefined)
    throw new Error(`${fileName} imports ${entry}: give what they share a chunk of its own`);
}
// CommonJS, with the one import that it needs by a path that is the same here.
copyFileSync(`${root}dist/files/analysis/analysis.worker.cjs`, `${bundle}/analysis.worker.cjs`);
const launch = readFileSync(`${root}dist/files/cli/launch.cjs`, 'utf8');
writeFileSync(`${bundle}/cli.cjs`, launch.replace('./main.js', './cli.js'));
chmodSync(`${bundle}/cli.cjs`, 0o755);
writeFileSync(`${bundle}/THIRD-PARTY-LICENSES.txt`, licensesOf(inlinedFolders(output)));

function nameOf(file) {
  return file.replace('./dist/bundle/', '').replace(/\.js$/, '');
}

/** Folders of the packages that the output holds code of. */
function inlinedFolders(chunks) {
  const files = chunks.flatMap((chunk) => chunk.moduleIds ?? []);
  const folders = files.map((file) => /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

/** What those packages ask to be passed on with their code. */
function licensesOf(folders) {
  const texts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}`;
    return `${name} ${version} (${license})${text}\n`;
  });
  return `This folder holds code of these packages.\n\n${texts.join('\n---\n\n')}`;
}
