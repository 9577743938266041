import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import t, { type Test } from 'tap';
import { prepareProgram } from '#src/script/index';

interface Outcome {
  readonly value?: unknown;
  readonly message?: string;
  readonly stack?: string;
  readonly code?: string;
}

/** Writes a user's folder outside of this repository: nothing is installed beside it. */
async function userFolder(t: Test, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mlink user '));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** Prepares the program here and runs it in a worker thread. */
async function run(file: string): Promise<Outcome> {
  await using prepared = await prepareProgram(file);
  const worker = new Worker(new URL('./fixtures/import-worker.js', import.meta.url), {
    workerData: prepared.program,
  });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

void t.test('prepareProgram and importProgram', async (t) => {
  await t.test('run enums, parameter properties, namespaces and type-only imports', async (t) => {
    const folder = await userFolder(t, {
      'main.ts': `
        import { Kind, type Shape } from './kind.ts';
        import { Unused } from './does-not-exist.ts';
        class Point { constructor(readonly x: number, private y: number = 2) {} sum(): number { return this.x + this.y; } }
        namespace Names { export const one = 'one'; }
        const shape = { kind: Kind.B } satisfies Shape;
        let never: Unused | undefined;
        export const probe = (): unknown => [shape.kind, new Point(1).sum(), Names.one, never === undefined];`,
      'kind.ts': `export enum Kind { A, B = 4 }\nexport interface Shape { kind: Kind }`,
    });
    t.strictSame((await run(join(folder, 'main.ts'))).value, [4, 3, 'one', true]);
  });

  await t.test('find ./x.ts where the program writes ./x.js, and files in other folders', async (t) => {
    const folder = await userFolder(t, {
      'main.ts': `import { a } from './lib/a.js'; import { c } from './plain.js';
        export const probe = async (): Promise<unknown> => [a, c, (await import('./late.js')).late];`,
      'lib/a.ts': `export { b as a } from '../b.mjs';`,
      'b.mts': `export const b: string = 'b';`,
      'plain.js': `import { b } from './b.mts'; export const c = b + 'c';`,
      'late.ts': `export const late: string = 'late';`,
    });
    t.strictSame((await run(join(folder, 'main.ts'))).value, ['b', 'bc', 'late']);
  });

  await t.test('import files in a circle, each once', async (t) => {
    const folder = await userFolder(t, {
      'main.ts': `import { odd } from './odd.ts'; import './even.ts';
        export const isEven = (n: number): boolean => n === 0 || odd(n - 1);
        export const probe = (): unknown => [isEven(10), (globalThis as { loads?: number }).loads];`,
      'odd.ts': `import { isEven } from './main.ts'; import './even.ts';
        export const odd = (n: number): boolean => n !== 0 && isEven(n - 1);`,
      'even.ts': `const g = globalThis as { loads?: number }; g.loads = (g.loads ?? 0) + 1;`,
    });
    t.strictSame((await run(join(folder, 'main.ts'))).value, [true, 1]);
  });

  await t.test('import this very package where none is installed, from .ts and .js', async (t) => {
    const text = `import manifest from 'syntalos-mlink/package.json' with { type: 'json' };
      export const probe = () => [manifest.name, import.meta.url];`;
    const folder = await userFolder(t, { 'main.ts': text, 'plain.mjs': text });
    for (const name of ['main.ts', 'plain.mjs']) {
      const file = join(folder, name);
      t.strictSame((await run(file)).value, ['syntalos-mlink', pathToFileURL(file).href], name);
    }
  });

  await t.test("import packages of the program's own folder, JSON and CommonJS", async (t) => {
    const folder = await userFolder(t, {
      'sub/main.ts': `import { flavour } from 'pkg'; import { deep } from 'pkg/deep';
        import data from '../data.json' with { type: 'json' }; import old from '../old.js';
        export const probe = (): unknown => [flavour, deep, data.n, old.o];`,
      'data.json': `{ "n": 7 }`,
      'old.js': `module.exports = { o: 8 };`,
      'node_modules/pkg/package.json': `{ "name": "pkg", "exports": { ".": { "import": "./esm.mjs", "require": "./cjs.cjs" }, "./deep": "./deep.mjs" } }`,
      'node_modules/pkg/esm.mjs': `export const flavour = 'esm';`,
      'node_modules/pkg/cjs.cjs': `exports.flavour = 'cjs';`,
      'node_modules/pkg/deep.mjs': `export const deep = 'deep';`,
    });
    t.strictSame((await run(join(folder, 'sub/main.ts'))).value, ['esm', 'deep', 7, 8]);
  });

  await t.test('keep import.meta and computed imports on the original files', async (t) => {
    const folder = await userFolder(t, {
      'main.ts': `export const probe = async (): Promise<unknown> => {
          const name = 'plugin';
          const { plugin } = await import('./' + name + '.mjs') as { plugin: number };
          return [import.meta.url, import.meta.dirname, import.meta.filename, import.meta.resolve('./x.ts'), plugin];
        };`,
      'plugin.mjs': `export const plugin = 5;`,
    });
    const file = join(folder, 'main.ts');
    const { href } = pathToFileURL(file);
    t.strictSame((await run(file)).value, [href, folder, file, new URL('x.ts', href).href, 5]);
  });

  await t.test('leave a JavaScript file that finds this package as it is', async (t) => {
    const file = fileURLToPath(new URL('./fixtures/import-worker.js', import.meta.url));
    await using prepared = await prepareProgram(file);
    t.strictSame(prepared.program, { path: file, url: pathToFileURL(file).href, sourceMaps: false });
  });

  await t.test('remove what was written when closed, also twice', async (t) => {
    const folder = await userFolder(t, { 'main.ts': 'export const a: number = 1;' });
    const prepared = await prepareProgram(pathToFileURL(join(folder, 'main.ts')));
    const written = fileURLToPath(prepared.program.url);
    t.ok(existsSync(written));
    await prepared.close();
    await prepared.close();
    t.notOk(existsSync(dirname(written)));
  });
});

void t.test('errors of programs', async (t) => {
  await t.test('show original file, line and column in stacks across files', async (t) => {
    const helper = [
      `interface Wide {`,
      `  a: number;`,
      `}`,
      `enum Size { S }`,
      `export function check(w: Wide): never {`,
      `  const é: string = 'é'; throw new RangeError('too ' + é + String(w.a as number) + Size.S);`,
      `}`,
    ].join('\n');
    const main = `type A = 1;\n\nimport { check } from './helper.ts';\nexport const probe = (): void => { const a: A = 1; check({ a }); };\nexport const url: string = import.meta.url;\n`;
    const folder = await userFolder(t, { 'main.ts': main, 'helper.ts': helper });
    const { stack, message } = await run(join(folder, 'main.ts'));
    t.equal(message, 'too é10');
    const column = helper.split('\n')[5]!.indexOf('new RangeError') + 1;
    t.match(stack, `${join(folder, 'helper.ts')}:6:${column}`);
    const call = main.split('\n')[3]!.indexOf('check({') + 1;
    t.match(stack, `${join(folder, 'main.ts')}:4:${call}`);
  });

  await t.test('name file, line and column of a syntax error', async (t) => {
    const line = `const s = '😀'; const b = = 4;`;
    const folder = await userFolder(t, {
      'main.ts': `import './broken.ts';`,
      'broken.ts': `// äö€😀\nconst a: number = 3;\n${line}\n`,
    });
    await t.rejects(prepareProgram(join(folder, 'main.ts')), {
      code: 'ERR_SYNTALOS_MODULE_LOAD',
      message: `Cannot load program "${join(folder, 'broken.ts')}": line 3, column ${line.indexOf('= 4') + 1}: Unexpected token`,
    });
  });

  await t.test('name file, line and column of an import that leads nowhere', async (t) => {
    const folder = await userFolder(t, {
      'main.ts': `interface A { a: 1 }\nexport type { A };\nexport { x } from './missing.ts';`,
      'bare.ts': `const a: number = 1;\nimport { a as b } from 'no-such-package';\nexport const c = a + b;`,
    });
    await t.rejects(prepareProgram(join(folder, 'main.ts')), {
      code: 'ERR_SYNTALOS_MODULE_LOAD',
      details: { path: join(folder, 'main.ts'), line: 3 },
      message: /missing\.ts/,
    });
    await t.rejects(prepareProgram(join(folder, 'bare.ts')), {
      code: 'ERR_SYNTALOS_MODULE_LOAD',
      details: { path: join(folder, 'bare.ts'), line: 2 },
      message: /no-such-package/,
    });
  });

  await t.test('name both files when an imported name does not exist', async (t) => {
    const folder = await userFolder(t, {
      'main.ts': `type A = number;\nexport type { A };\nimport { gone } from './other.ts';\nexport const probe = (): unknown => gone;`,
      'other.ts': `export const here: number = 1;`,
    });
    const { code, message } = await run(join(folder, 'main.ts'));
    t.equal(code, 'ERR_SYNTALOS_MODULE_LOAD');
    t.match(message, `Cannot load program "${join(folder, 'main.ts')}": line 3, column 10: `);
    t.match(message, /'\.\/other\.ts'.*'gone'/);
  });

  await t.test('refuse a missing file and an unknown extension', async (t) => {
    const folder = await userFolder(t, { 'main.tsx': '' });
    await t.rejects(prepareProgram(join(folder, 'none.ts')), { code: 'ERR_SYNTALOS_MODULE_LOAD' });
    await t.rejects(prepareProgram(join(folder, 'main.tsx')), {
      message: /extension is "\.tsx", expected \.ts, \.mts, \.js or \.mjs/,
    });
    await t.rejects(prepareProgram('file://host/x.ts'), { code: 'ERR_SYNTALOS_MODULE_LOAD' });
  });
});
