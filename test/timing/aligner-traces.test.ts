import {
  FrequencyCounterAligner,
  SecondaryClockAligner,
  createSyncPointFile,
  type TsyncWriter,
} from 'syntalos-mlink/timing';
import { test, type Test } from 'tap';
import { MemorySink } from './support/memory-sink.ts';
import { recordedTraces, type Trace } from './support/recorded-traces.ts';

for (const [file, trace] of recordedTraces()) {
  const replay = trace.synchronizer === 'secondary-clock' ? replayClock : replayCounter;
  test(`${file}: every row, report and tsync entry is as the C++ library recorded it`, (t) =>
    replay(t, trace));
}

async function replayClock(t: Test, trace: Trace): Promise<void> {
  const sink = new MemorySink();
  const reports: [number, number][] = [];
  const details: [number, number][] = [];
  let row = 0;
  const aligner = new SecondaryClockAligner({
    expectedFrequencyHz: trace.expectedFrequencyHz,
    calibrationPoints: trace.calibrationPoints,
    toleranceUsec: trace.toleranceUsec,
    ...(trace.strategies < 0 ? {} : { strategies: trace.strategies }),
    ...(trace.tsync === undefined ? {} : { tsync: await syncPointWriter(sink) }),
    onReport: (offset) => reports.push([row, offset]),
    onDetails: (strategies, tolerance) => details.push([strategies, tolerance]),
  });
  t.ok(aligner.start());

  const outputs = trace.rows.map(([master = NaN, device = NaN], at) => {
    row = at;
    return [master, device, aligner.process(master, device), aligner.correctionUsec];
  });
  aligner.stop();

  t.strictSame(outputs, trace.rows);
  t.strictSame(reports, trace.offsetReports);
  t.strictSame(details, trace.detailReports);
  t.equal(aligner.expectedOffsetUsec, trace.expectedOffset);
  t.equal(aligner.isCalibrated, trace.calibrated);
  await compareTsync(t, trace, sink);
}

async function replayCounter(t: Test, trace: Trace): Promise<void> {
  const sink = new MemorySink();
  const reports: [number, number][] = [];
  let row = 0;
  const aligner = new FrequencyCounterAligner({
    frequencyHz: trace.frequencyHz,
    calibrationBlocks: trace.calibrationBlocks,
    toleranceUsec: trace.toleranceUsec,
    strategies: trace.strategies,
    ...(trace.tsync === undefined ? {} : { tsync: await syncPointWriter(sink) }),
    onReport: (offset) => reports.push([Math.floor(row / trace.blocksPerBatch), offset]),
  });
  t.ok(aligner.start());

  const outputs = trace.rows.map(([received = NaN, block = NaN, first = NaN], at) => {
    row = at;
    const indices = BigUint64Array.from({ length: trace.indicesPerBlock }, (_, i) => BigInt(first + i));
    aligner.process(received, block, trace.blocksPerBatch, indices);
    const sum = indices.reduce((total, index) => total + index, 0n);
    return [received, block, first, indices[0], indices.at(-1), sum, aligner.indexOffset].map(Number);
  });
  aligner.lastValidMasterUsec = trace.lastValidMasterTimestamp;
  aligner.stop();

  const compared = (rows: readonly (readonly number[])[]): (readonly number[])[] =>
    rows.map((cells, at) => (trace.rampRows.includes(at) ? cells.slice(0, 3) : cells));
  t.strictSame(compared(outputs), compared(trace.rows));
  for (const at of trace.rampRows) {
    const [, , first, firstOut, lastOut, , offset = 0] = outputs[at] ?? [];
    t.equal(firstOut, first, 'a ramp starts with no offset');
    t.equal(lastOut, (first ?? NaN) + trace.indicesPerBlock - 1 - offset, 'and ends with the whole one');
  }
  t.strictSame(reports, trace.offsetReports);
  t.equal(aligner.isCalibrated, trace.calibrated);
  await compareTsync(t, trace, sink);
}

function syncPointWriter(sink: MemorySink): Promise<TsyncWriter> {
  return createSyncPointFile(sink, {
    moduleName: 'trace',
    collectionId: '0198c0de-1234-7abc-8def-0123456789ab',
    toleranceUsec: 1000,
  });
}

async function compareTsync(t: Test, trace: Trace, sink: MemorySink): Promise<void> {
  if (trace.tsync === undefined) return;
  t.ok(sink.closed, 'stop closed the file');
  t.strictSame(await sink.entries(), trace.tsync);
}
