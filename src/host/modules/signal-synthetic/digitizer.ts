/**
 * Microvolts as the integers or floats of a signal block.
 *
 * @module
 */
import { DataType, type SignalData } from '../../../types/index.ts';
import type { SignalType } from './signal-settings.ts';

/** How µV become the scalars of a signal block: `µV = scalar × scaleUv + offsetUv`. */
export interface Digitizer {
  readonly dataType: DataType & (6 | 7 | 8);
  readonly scaleUv: number;
  readonly offsetUv: number;
  createData(length: number): SignalData;
}

/** Of an Intan RHD2000 amplifier: the usual chip behind such signals (its data sheet, "ADC"). */
const UV_PER_COUNT = 0.195;
const MID_COUNT = 32_768;

/** Float scalars are µV, integers are counts of an ADC, unsigned ones with 0 µV in the middle. */
export const DIGITIZERS: Readonly<Record<SignalType, Digitizer>> = {
  F32: {
    dataType: DataType.SignalBlockF32,
    scaleUv: 1,
    offsetUv: 0,
    createData: (length) => new Float32Array(length),
  },
  I32: {
    dataType: DataType.SignalBlockI32,
    scaleUv: UV_PER_COUNT,
    offsetUv: 0,
    createData: (length) => new Int32Array(length),
  },
  U16: {
    dataType: DataType.SignalBlockU16,
    scaleUv: UV_PER_COUNT,
    offsetUv: -UV_PER_COUNT * MID_COUNT,
    createData: (length) => new Uint16Array(length),
  },
};

/** Turns µV into scalars; what a u16 cannot hold becomes the nearest that it can. */
export function digitize({ scaleUv, offsetUv }: Digitizer, microvolts: Float32Array, data: SignalData): void {
  if (data instanceof Float32Array) {
    data.set(microvolts);
    return;
  }
  const perUv = 1 / scaleUv;
  const zero = -offsetUv * perUv;
  const [lowest, highest] = data instanceof Uint16Array ? [0, 0xffff] : [-0x80000000, 0x7fffffff];
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.min(highest, Math.max(lowest, Math.round(microvolts[i]! * perUv + zero)));
  }
}
