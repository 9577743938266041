/**
 * Built-in module `signal-synthetic`: electrodes whose spikes are known.
 *
 * Output `signals`: blocks of samples, each sent when its last sample is due; none is skipped, a late
 * one is sent at once. Output `truth`: a row for each spike with the time of its trough, sent before
 * the block that has it.
 *
 * @module
 */
import { isRunning, type OutputPortOf } from '../../../api/index.ts';
import { initLink } from '../../../program/index.ts';
import { DataType, MetaFloat } from '../../../types/index.ts';
import { BackgroundWork } from '../background-work.ts';
import { ownSettings } from '../own-settings.ts';
import { DIGITIZERS, digitize } from './digitizer.ts';
import { readSignalSettings } from './signal-settings.ts';
import { SyntheticSignal } from './synthetic-signal.ts';
import { untilUsec } from '../until-usec.ts';

const settings = readSignalSettings(ownSettings());
const { channels: cols, block: rows, sample_rate: sampleRateHz } = settings;
const digitizer = DIGITIZERS[settings.type];

const link = await initLink();
// The digitizer makes the scalars that go with its data type.
const signals = (await link.registerOutputPort('signals', 'Signals', digitizer.dataType)) as OutputPortOf<
  typeof DataType.SignalBlockF32
>;
const truth = await link.registerOutputPort('truth', 'True spikes', DataType.TableRow);

const sampling = new BackgroundWork();

link.onPrepare = () => {
  signals.setMetadata({
    sample_rate: new MetaFloat(sampleRateHz),
    time_unit: 'microseconds',
    data_unit: 'µV',
    data_scale: new MetaFloat(digitizer.scaleUv),
    data_offset: new MetaFloat(digitizer.offsetUv),
    signal_names: Array.from({ length: cols }, (_, i) => `CH${i}`),
  });
  truth.setMetadataValue('table_header', ['time_usec', 'channel', 'height_uv']);
  return true;
};
link.onStart = () => sampling.start(sample);
link.onStop = () => sampling.ended();

async function sample(): Promise<void> {
  const signal = new SyntheticSignal(settings);
  const microvolts = new Float32Array(rows * cols);
  const data = digitizer.createData(rows * cols) as Float32Array;
  const timestamps = new BigUint64Array(rows);
  for (let block = 0; settings.blocks === 0 || block < settings.blocks; block++) {
    const spikes = signal.fill(microvolts);
    digitize(digitizer, microvolts, data);
    const first = block * rows;
    for (let row = 0; row < rows; row++) timestamps[row] = BigInt(sampleUsec(first + row));
    await untilUsec(sampleUsec(first + rows - 1));
    if (!isRunning()) return;
    for (const { sample, channel, heightUv } of spikes) {
      if (!truth.submit([sampleUsec(sample), channel, heightUv.toFixed(1)])) return;
    }
    if (!signals.submit({ timestamps, rows, cols, data })) return;
  }
  await link.shutdown();
}

/** Time of a sample since the start of the run, whole µs. */
function sampleUsec(sample: number): number {
  return Math.round((sample * 1e6) / sampleRateHz);
}

await link.awaitDataForever();
