/**
 * The import direction of docs/architecture.md: each layer may import the layers named with it
 * (and itself), nothing else.
 */
const order = ['threads', 'shm', 'types', 'timing', 'edl', 'settings', 'ipc', 'actors', 'script', 'analysis'];
/** What reads and writes the files of recordings. */
const files = ['video', 'formats'];
const upTo = (...last) => [...order, ...last];
const layers = {
  threads: [],
  shm: [],
  types: [],
  timing: ['types'],
  edl: [],
  settings: [],
  ipc: ['threads', 'shm', 'types'],
  actors: ['threads', 'shm', 'types', 'timing', 'edl', 'ipc'],
  script: [],
  analysis: ['threads', 'shm', 'types', 'script'],
  video: ['types'],
  formats: ['types', 'timing', 'edl', 'video'],
  module: order,
  api: upTo('module'),
  program: upTo('module', 'api'),
  host: upTo(...files, 'module', 'api', 'program'),
  recording: upTo(...files, 'host'),
  testing: upTo(...files, 'module', 'api', 'program', 'host'),
  view: upTo(...files, 'module', 'api', 'program', 'host'),
  cli: upTo(...files, 'module', 'api', 'program', 'host', 'recording', 'testing', 'view'),
};

/** What every layer may import: files of `src` itself, which import only each other. */
const base = [
  'copy-bytes',
  'deadline',
  'environment',
  'error-codes',
  'errors',
  'layout-check',
  'make-folder',
  'overdue-text',
  'process-alive',
  'spin',
  'thrown-values',
  'zstd',
];
const baseFiles = `^src/(${base.join('|')})\\.ts$`;

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `${layer}-imports-point-down`,
      severity: 'error',
      comment: `src/${layer} may import only: ${['itself', ...base.map((name) => `${name}.ts`), ...allowed].join(', ')}`,
      from: { path: `^src/${layer}/` },
      to: {
        path: '^src/',
        pathNot: [`^src/(${[layer, ...allowed].join('|')})/`, baseFiles],
      },
    })),
    {
      name: 'base-imports-nothing',
      severity: 'error',
      from: { path: baseFiles },
      to: {
        path: '^src/',
        pathNot: baseFiles,
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.src.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
