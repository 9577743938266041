/** What is to be done in a run: any of `prepare`, `start`, `run` and `stop`. The project gives the ports. */
import { getInputPort, getOutputPort, isRunning, wait } from 'syntalos-mlink';
import type { Frame, InputPort, SyntalosLink } from 'syntalos-mlink';

const frames = getInputPort('frames') as InputPort<Frame>;
const rows = getOutputPort('rows')!;
let frameCount = 0;

export function prepare(): void {
  frameCount = 0;
  rows.setMetadataValue('table_header', ['second', 'frames']);
}

export function start(): void {
  frames.onData = () => {
    frameCount++;
  };
}

// As long as the run goes on.
export async function run(): Promise<void> {
  for (let second = 1; isRunning(); second++) {
    await wait(1000);
    rows.submit([second, frameCount]);
  }
}

export function stop(link: SyntalosLink): void {
  link.setFigure('frames', frameCount);
}
