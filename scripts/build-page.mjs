// Builds the live page (`page/`) into `dist/page`, where the page server finds it: index.html, page.js and page.css.
//
// Nothing is done where the page is newer than its sources: `--force` builds it in any case.
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const target = `${root}dist/page`;

/** All that the page is made of; the package's lock stands for the libraries. */
const SOURCES = [
  'page',
  'src/view/protocol.ts',
  'src/host/report/format.ts',
  'scripts/build-page.mjs',
  'package-lock.json',
];

if (process.argv.includes('--force') || !isFresh()) await build();

function isFresh() {
  const built = `${target}/index.html`;
  if (!existsSync(built)) return false;
  const { mtimeMs } = statSync(built);
  return SOURCES.flatMap(filesOf).every((file) => statSync(file).mtimeMs < mtimeMs);
}

function filesOf(source) {
  const path = root + source;
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

async function build() {
  // Only here: it takes a second to load.
  const { build: buildByVite } = await import('vite');
  const { output } = await buildByVite({
    root: `${root}page`,
    // The page lies below a secret path: it finds its files beside itself.
    base: './',
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: target,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        output: {
          entryFileNames: 'page.js',
          assetFileNames: 'page[extname]',
          codeSplitting: false,
        },
      },
    },
  });
  const files = output.flatMap((chunk) => chunk.moduleIds ?? []);
  const folders = files.map((file) => /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  writeFileSync(
    `${target}/THIRD-PARTY-LICENSES.txt`,
    licensesOf(new Set(folders.filter((folder) => folder))),
  );
}

/** What the page's libraries ask to be passed on with their code. */
function licensesOf(folders) {
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n\n${readFileSync(`${folder}/${file}`, 'utf8').trim()}`;
    return `${name} ${version} (${license})${text}\n`;
  });
  return `The page holds code of these packages.\n\n${texts.join('\n---\n\n')}`;
}
