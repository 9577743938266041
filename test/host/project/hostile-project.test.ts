import fc from 'fast-check';
import { test } from 'tap';
import { isSyntalosError } from '#src/errors';
import { createProject, parseProject, type ProjectDescription } from '#src/host/project/index';

const TEXT = `
[run]
duration = "10s"
subject = { id = "m1" }
[[modules]]
id = "cam"
use = "camera-synthetic"
settings.a.b = [1, { c = 2.5, d = true }]
affinity = [0, 1]
[[connections]]
from = "cam:frames"
to = "cam:frames"
`;

/** Whether something either works or fails as a project error; anything else is thrown on. */
function isHandled(act: () => unknown): boolean {
  try {
    act();
  } catch (error) {
    if (!isSyntalosError(error, 'ERR_SYNTALOS_PROJECT')) throw error;
  }
  return true;
}

test('any damage to a project file gives a project or a project error', (t) => {
  const edit = fc.record({
    at: fc.nat({ max: TEXT.length }),
    remove: fc.nat({ max: 12 }),
    insert: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '[',
        ']]',
        '{',
        '"',
        '=',
        '__proto__ = 1\n',
        '[run.constructor]\n',
        '\n',
        "'''",
        '1979-05-27',
      ),
    ),
  });
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), fc.string({ maxLength: 8 }), (edits, value) => {
      let text = TEXT;
      for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove);
      const overrides = [{ key: `cam.${value}`, value: text.slice(0, 40) }];
      return isHandled(() => parseProject(text, '/lab/project.toml', { overrides }));
    }),
    { numRuns: 500 },
  );
  t.notOk('polluted' in {});
  t.end();
});

test('any values in the place of a project made in memory give a project or a project error', (t) => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, maxDepth: 2 });
  const or = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 3, arbitrary: good }, anything);
  const module = fc.record({
    id: or(fc.constantFrom('a', 'b')),
    use: or(fc.constantFrom('replay', './x.ts', 'process:x', 'file:///x.js', 'file://host/x.js', './\0.js')),
    settings: or(fc.dictionary(fc.string(), anything)),
    niceness: or(fc.integer()),
    affinity: or(fc.array(fc.integer())),
  });
  const root = fc.record({
    run: or(fc.record({ duration: or(fc.constant('5s')), subject: anything })),
    modules: or(fc.array(or(module), { maxLength: 3 })),
    connections: or(fc.array(or(fc.record({ from: or(fc.constant('a:x')), to: or(fc.constant('b:y')) })))),
  });
  fc.assert(
    fc.property(root, (description) =>
      isHandled(() => createProject(description as unknown as ProjectDescription)),
    ),
    { numRuns: 500 },
  );
  t.end();
});
