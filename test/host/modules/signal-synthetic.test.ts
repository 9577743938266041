import { test } from 'tap';
import fc from 'fast-check';
import { DIGITIZERS, digitize } from '#src/host/modules/signal-synthetic/digitizer';
import { readSignalSettings, type SignalSettings } from '#src/host/modules/signal-synthetic/signal-settings';
import { SyntheticSignal, type Spike } from '#src/host/modules/signal-synthetic/synthetic-signal';
import type { SettingValues } from '#src/settings/index';

function settings(values: SettingValues): SignalSettings {
  return readSignalSettings({ id: 'signals', settings: values, settingFolders: {} });
}

/** The first samples of a signal, made in blocks of given lengths, and its spikes. */
function record(given: SignalSettings, blocks: readonly number[]): { data: Float32Array; spikes: Spike[] } {
  const signal = new SyntheticSignal(given);
  const spikes: Spike[] = [];
  const parts = blocks.map((rows) => {
    const part = new Float32Array(rows * given.channels);
    spikes.push(...signal.fill(part));
    return part;
  });
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data, spikes };
}

test('the troughs lie where the truth says, as deep as it says, and nowhere else', (t) => {
  const given = settings({ channels: 4, noise: 0, sine: 0, spikes: 20, seed: 3 });
  const { data, spikes } = record(given, [30_000]);
  t.ok(spikes.length > 40, `${spikes.length} spikes`);
  for (const { channel, sample, heightUv } of spikes) {
    const trough = data[sample * 4 + channel]!;
    t.ok(Math.abs(trough + heightUv) < 1, `${trough.toFixed(1)} µV for ${heightUv.toFixed(1)} µV`);
  }
  const near = (channel: number, sample: number): boolean =>
    spikes.some((spike) => spike.channel === channel && Math.abs(spike.sample - sample) <= 39);
  let elsewhere = 0;
  data.forEach((value, i) => {
    if (Math.abs(value) > 1 && !near(i % 4, Math.floor(i / 4))) elsewhere++;
  });
  t.equal(elsewhere, 0);
  t.end();
});

test('spikes come at the mean rate, at least 3 ms apart on a channel', (t) => {
  const given = settings({ channels: 8, spikes: 20, sample_rate: 10_000, seed: 5 });
  const { spikes } = record(
    given,
    Array.from({ length: 100 }, () => 1000),
  );
  const rate = spikes.length / 10 / 8;
  t.ok(rate > 17 && rate < 23, `${rate.toFixed(1)} per second and channel`);
  const last = new Map<number, number>();
  for (const { channel, sample } of spikes) {
    t.ok(sample - (last.get(channel) ?? -Infinity) >= 29, 'rounded to samples');
    last.set(channel, sample);
  }
  t.end();
});

test('whatever the length of the blocks, the signal without noise is the same', (t) => {
  const given = settings({ channels: 2, noise: 0, spikes: 50, sample_rate: 5000 });
  const whole = record(given, [1000]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 40 }), (lengths) => {
      let left = 1000;
      const blocks = lengths.filter((length) => (left -= length) > 0);
      const parts = record(given, [...blocks, 1000 - blocks.reduce((a, b) => a + b, 0)]);
      const differs = parts.data.findIndex((value, i) => Math.abs(value - whole.data[i]!) > 1e-3);
      t.equal(differs, -1);
      t.strictSame(parts.spikes, whole.spikes);
    }),
    { numRuns: 20 },
  );
  t.end();
});

test('sine and noise have the size that was asked for', (t) => {
  const deviation = (data: Float32Array): number =>
    Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
  const noise = record(settings({ channels: 1, noise: 10, sine: 0, spikes: 0 }), [30_000]).data;
  t.ok(Math.abs(deviation(noise) - 10) < 0.5, deviation(noise).toFixed(2));
  const sine = record(settings({ channels: 1, noise: 0, sine: 100, spikes: 0 }), [150_000]).data;
  t.ok(Math.abs(deviation(sine) - 100 / Math.SQRT2) < 3, deviation(sine).toFixed(2));
  t.end();
});

test('scalars of each type mean the same µV, to half a count', (t) => {
  const microvolts = Float32Array.of(0, 100, -100, 5000.04, -3.3);
  for (const digitizer of Object.values(DIGITIZERS)) {
    const data = digitizer.createData(microvolts.length);
    digitize(digitizer, microvolts, data);
    data.forEach((value: number, i: number) => {
      const back = value * digitizer.scaleUv + digitizer.offsetUv;
      t.ok(Math.abs(back - microvolts[i]!) <= digitizer.scaleUv / 2 + 1e-3, `${back} µV`);
    });
  }
  const data = new Uint16Array(2);
  digitize(DIGITIZERS.U16, Float32Array.of(-1e6, 1e6), data);
  t.strictSame([...data], [0, 65_535], 'saturates as an ADC does');
  t.end();
});

test('settings of no signal are refused by name', (t) => {
  t.throws(() => settings({ type: 'F64' }), {
    code: 'ERR_SYNTALOS_SETTING',
    message: /"type".*"F32", "I32" and "U16"/,
  });
  t.throws(() => settings({ channels: 0 }), { code: 'ERR_SYNTALOS_SETTING', message: /"channels"/ });
  t.throws(() => settings({ spikes: 101 }), { code: 'ERR_SYNTALOS_SETTING', message: /"spikes"/ });
  t.end();
});
