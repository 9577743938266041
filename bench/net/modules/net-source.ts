/**
 * Sends items of the kind of its settings, for as long as they say: as fast as they are taken, or at a pace.
 *
 * @module
 */
import { everyUsec, initLink, type OutputPort } from 'syntalos-mlink';
import { SIZES, TYPES, nowUsec, type ItemKind } from './net-items.ts';

const link = await initLink();
let kind: ItemKind = 'row';
let perSecond = 0;
let output: OutputPort | undefined;
link.onLoadSettings = async (data) => {
  ({ kind, perSecond } = JSON.parse(new TextDecoder().decode(data)) as { kind: ItemKind; perSecond: number });
  output = await link.registerOutputPort('out', 'Out', TYPES[kind]);
  return true;
};

function makeItem(): (index: number) => unknown {
  if (kind === 'row') return (index) => [String(index), '0.125', 'left', 'reward', '1.5'];
  if (kind === 'line') return (index) => ({ lineId: 1, value: index & 0xffff, timeUsec: nowUsec() });
  const [width, height] = SIZES[kind];
  const data = new Uint8Array(width * height * 3).fill(7);
  return (index) => ({ index, timeUsec: nowUsec(), width, height, channels: 3, depth: 'u8', data });
}

link.onStart = () => {
  const make = makeItem();
  let index = 0;
  const submit = (): boolean | undefined => output?.submit(make(index++));
  if (perSecond > 0) {
    everyUsec(1e6 / perSecond, submit);
    return;
  }
  const sendSome = (): void => {
    // A turn of the event loop now and then, as a module that does other work has.
    for (let i = 0; i < (kind === 'row' ? 1000 : 1); i++) if (submit() === false) return;
    setImmediate(sendSome);
  };
  sendSome();
};
await link.awaitDataForever();
