/**
 * Finds spikes while the signal comes in: on each channel, troughs of the high-passed signal that are
 * deeper than a multiple of the noise.
 *
 * The port takes floats. Whatever block type the source sends arrives as such, in the source's own
 * numbers: metadata tells what they mean.
 */
import { DataType, initLink, type SignalBlockF32 } from 'syntalos-mlink';

const CUTOFF_HZ = 300;
/** A trough is a spike where it is deeper than this many standard deviations of the noise. */
const THRESHOLD = 4.5;
/** After a spike its channel is deaf for as long. */
const DEAD_USEC = 1500;
/** By how much each block changes the estimate of the noise. */
const NOISE_GAIN = 0.05;

/** What is known of a channel. */
interface Channel {
  /** Slow part of the signal, which is taken off. */
  slow: number;
  /** Standard deviation of the noise. */
  noise: number;
  /** Depth and time of the trough the signal is in; depth 0 outside. */
  depth: number;
  troughUsec: number;
  deafUntilUsec: number;
}

const link = await initLink();
const signals = await link.registerInputPort('signals', 'Signals', DataType.SignalBlockF32);
const spikes = await link.registerOutputPort('spikes', 'Spikes', DataType.TableRow);

let channels: Channel[] = [];
let samples = new Float32Array(0);
let sorted = new Float32Array(0);
let slowGain = 0;
let unitsPerScalar = 1;

link.onPrepare = () => {
  channels = [];
  spikes.setMetadataValue('table_header', ['time_usec', 'channel', 'height_uv']);
  return true;
};
link.onStart = () => {
  const { sample_rate: rate, data_scale: scale = 1 } = signals.metadata;
  slowGain = 1 - Math.exp((-2 * Math.PI * CUTOFF_HZ) / Number(rate));
  unitsPerScalar = Number(scale);
};

signals.onData = (block) => {
  if (channels.length === 0) channels = startChannels(block);
  if (samples.length !== block.rows) {
    samples = new Float32Array(block.rows);
    sorted = new Float32Array(block.rows);
  }
  channels.forEach((channel, at) => {
    highPass(block, channel, at);
    noteNoise(channel);
    detect(block, channel, at);
  });
};

function startChannels({ data, cols }: SignalBlockF32): Channel[] {
  return Array.from({ length: cols }, (_, at) => ({
    slow: data[at]!,
    noise: 0,
    depth: 0,
    troughUsec: 0,
    deafUntilUsec: 0,
  }));
}

/** Fills `samples` with what a channel has above {@link CUTOFF_HZ}. */
function highPass({ data, rows, cols }: SignalBlockF32, channel: Channel, at: number): void {
  let { slow } = channel;
  for (let row = 0, i = at; row < rows; row++, i += cols) {
    slow += slowGain * (data[i]! - slow);
    samples[row] = data[i]! - slow;
  }
  channel.slow = slow;
}

/** The median of the absolute values hardly sees the spikes; 0.6745 is what it is for a deviation of 1. */
function noteNoise(channel: Channel): void {
  for (let row = 0; row < samples.length; row++) sorted[row] = Math.abs(samples[row]!);
  sorted.sort();
  const noise = sorted[sorted.length >> 1]! / 0.6745;
  channel.noise = channel.noise === 0 ? noise : channel.noise + NOISE_GAIN * (noise - channel.noise);
}

function detect({ timestamps }: SignalBlockF32, channel: Channel, at: number): void {
  const threshold = -THRESHOLD * channel.noise;
  for (let row = 0; row < samples.length; row++) {
    const value = samples[row]!;
    if (value < threshold) {
      if (value >= channel.depth) continue;
      channel.depth = value;
      channel.troughUsec = Number(timestamps[row]);
    } else if (channel.depth < 0) {
      const { troughUsec, depth } = channel;
      channel.depth = 0;
      if (troughUsec < channel.deafUntilUsec) continue;
      channel.deafUntilUsec = troughUsec + DEAD_USEC;
      spikes.submit([troughUsec, at, (-depth * unitsPerScalar).toFixed(1)]);
    }
  }
}

await link.awaitDataForever();
