/** Processes of the host beside modules of other machines. */
import { createHash } from 'node:crypto';
import { test } from 'tap';
import { DATA_TYPES, dataTypeName, encode } from 'syntalos-mlink/types';
import { figure, projectFolder } from '../../../support/process-modules.ts';
import { isWhole } from '../../support/whole-run.ts';
import { portsOf, samplesOf } from '../processes/fixtures/samples.ts';
import { ours, processProject, remote, start, type TestModule } from '../processes/process-modules.ts';
import { addonProblem } from '#src/ipc/iceoryx2/addon/native';
import { makeRig, withServer } from './rig.ts';

const problem = addonProblem();
const withBoth = problem === undefined ? withServer : { skip: problem };

const TYPES = DATA_TYPES.map((type) => dataTypeName(type));
const ALL_PORTS = TYPES.map((name) => `${name}:${name}`).join(',');
const SETTINGS = { ports: ALL_PORTS };

/** What the sink has to say of each port. */
function expected(): Record<string, string> {
  return Object.fromEntries(
    portsOf(ALL_PORTS).map(({ id, kind, type }) => {
      const hash = createHash('sha1');
      for (const item of samplesOf(kind)) hash.update(encode(type, item));
      return [id, `${samplesOf(kind).length}:${hash.digest('hex')}`];
    }),
  );
}

const far = (name: string): TestModule => remote('rig2', name, SETTINGS);
const process = (name: string): TestModule => ours(name, SETTINGS);

for (const [way, [source, middle, sink]] of Object.entries({
  'another machine through a process to another machine': [far, process, far],
  'a process through another machine to a process': [process, far, process],
} as const)) {
  void test(`items of every type pass from ${way}, and to readers on both sides`, withBoth, async (t) => {
    const rig = await makeRig(t);
    await rig.startAgent('rig2');
    const project = processProject(
      projectFolder(t),
      {
        source: source('sender'),
        middle: middle('pass'),
        sink: sink('digest'),
        near: process('digest'),
        away: far('digest'),
      },
      TYPES.flatMap((id) => [
        `source:${id}=middle:${id}`,
        ...['sink', 'near', 'away'].map((reader) => `middle:${id}-out=${reader}:${id}`),
      ]),
      [],
      { servers: rig.servers },
    );
    const { run } = await start(project);
    const report = await run.done;
    isWhole(t, report);
    for (const reader of ['sink', 'near', 'away']) {
      for (const [id, text] of Object.entries(expected())) {
        t.equal(figure(report, reader, id), text, `${id} at ${reader}`);
      }
    }
  });
}
