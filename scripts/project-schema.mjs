// Writes the JSON schema of project files, of which editors complete keys, modules and settings, into dist.
import { writeFileSync } from 'node:fs';
import { projectSchema } from '../dist/files/host/describe/index.js';

writeFileSync(
  new URL('../dist/project.schema.json', import.meta.url),
  `${JSON.stringify(projectSchema(), undefined, 2)}\n`,
);
