import { readFileSync, readdirSync } from 'node:fs';

/** What the C++ library computed, see the specification's section 6. */
export interface Trace {
  readonly synchronizer: 'secondary-clock' | 'frequency-counter';
  readonly expectedFrequencyHz: number;
  readonly frequencyHz: number;
  readonly calibrationPoints: number;
  readonly calibrationBlocks: number;
  readonly toleranceUsec: number;
  readonly strategies: number;
  readonly blocksPerBatch: number;
  readonly indicesPerBlock: number;
  readonly rampRows: readonly number[];
  readonly rows: readonly (readonly number[])[];
  readonly expectedOffset: number;
  readonly calibrated: boolean;
  readonly lastValidMasterTimestamp: number;
  readonly offsetReports: readonly (readonly [number, number])[];
  readonly detailReports: readonly (readonly [number, number])[];
  readonly tsync?: readonly (readonly [number, number])[];
}

const FOLDER = new URL('../../../../test/vectors/sync/', import.meta.url);

/** All of them, by the names of their files. */
export function recordedTraces(): (readonly [file: string, trace: Trace])[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => [file, JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Trace]);
}
