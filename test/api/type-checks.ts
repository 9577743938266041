/**
 * What the compiler has to accept and to refuse of a module's program; compiling this file is the test.
 */
import {
  DataType,
  getInputPort,
  type Frame,
  type InputPort,
  type LineReading,
  type OutputPort,
  type SignalBlockF32,
  type SyntalosLink,
  type TableRow,
} from 'syntalos-mlink';
import { runModule } from 'syntalos-mlink/testing';

// Two types are the same where the compiler takes one function type for the other.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `exactly<Wanted>()(value, true)` compiles where `value` is of that type, no more and no less. */
function exactly<Wanted>(): <Given>(value: Given, same: Same<Given, Wanted>) => void {
  return () => undefined;
}

/** Never called. */
export async function portsAreTyped(link: SyntalosLink): Promise<void> {
  const frames = await link.registerInputPort('frames', 'Frames', DataType.Frame);
  exactly<InputPort<Frame>>()(frames, true);
  const readings = await link.registerInputPort('in', 'In', DataType.LineReading, { policy: 'latest' });
  exactly<InputPort<LineReading>>()(readings, true);

  frames.onData = (frame) => {
    exactly<Frame>()(frame, true);
  };
  frames.onData = async (frame) => {
    await Promise.resolve(frame.timeUsec);
  };
  frames.onData = null;
  // @ts-expect-error a frame has no cells
  frames.onData = (frame) => frame[0];
  for await (const reading of readings) exactly<LineReading>()(reading, true);
  // @ts-expect-error there is no such policy
  await link.registerInputPort('x', 'X', DataType.Frame, { policy: 'drop' });

  const rows = await link.registerOutputPort('rows', 'Rows', DataType.TableRow);

  exactly<boolean>()(rows.submit(['a', 1, true, 2n]), true);
  // @ts-expect-error a row is an array
  rows.submit('a');
  // @ts-expect-error a cell cannot be an object
  rows.submit([{}]);
  // @ts-expect-error nor can it be for submitAsync
  void rows.submitAsync([undefined]);
  const signals: OutputPort<SignalBlockF32> = await link.registerOutputPort(
    's',
    'S',
    DataType.SignalBlockF32,
  );
  // @ts-expect-error the scalars are of another type
  signals.submit({ timestamps: BigUint64Array.of(), rows: 0, cols: 0, data: Int32Array.of() });
  // @ts-expect-error metadata holds no dates
  rows.setMetadataValue('date', new Date());

  // A port that is looked up may be missing, and has the type that its finder says.
  const found = getInputPort('rows');
  // @ts-expect-error it may be missing
  found.onData = null;
}

/** Never called. */
export function callbacksAreTyped(link: SyntalosLink): void {
  link.onPrepare = () => true;
  link.onPrepare = async () => Promise.resolve(false);
  // @ts-expect-error prepare says whether it succeeded
  link.onPrepare = () => undefined;
  // @ts-expect-error settings are bytes
  link.onSaveSettings = () => 'text';
}

/** Never called. */
export async function resultsAreTyped(): Promise<string> {
  const typed = await runModule('./tracker.ts', { outputs: { rows: DataType.TableRow } });
  exactly<readonly TableRow[]>()(typed.outputs.rows, true);
  // @ts-expect-error it was not asked for
  const other: keyof typeof typed.outputs = 'frames';
  return other;
}
