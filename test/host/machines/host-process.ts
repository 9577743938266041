/** A program: runs the project of `deaths.net-test.ts` that lies in a folder, and prints the log. */
import { join } from 'node:path';
import { createProject, startProject } from 'syntalos-mlink/host';

const [folder = '', server = '', step = ''] = process.argv.slice(2);
const project = createProject(
  {
    modules: [
      { id: 'slow', use: './slow.ts', machine: 'rig2' },
      { id: 'reader', use: './reader.ts' },
      { id: 'there', use: 'table-recorder', machine: 'rig2' },
    ],
    connections: [
      { from: 'slow:rows', to: 'reader:in' },
      { from: 'slow:rows', to: 'there:rows' },
    ],
    network: { servers: [server] },
  },
  folder,
);
const run = await startProject(project, {
  outFolder: join(folder, 'out'),
  onLog: ({ text }) => {
    console.log(text);
    if (step === 'stop' && text === 'step run') run.stop('the test');
  },
});
await run.done;
