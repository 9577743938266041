/** Settings of a module: bytes of its own, or what the project says. */
import { test } from 'tap';
import { choiceSetting, integerSetting, numberSetting } from 'syntalos-mlink';
import { GivenSettings } from '#src/module/given-settings';
import { runModule, type ModuleFunction } from 'syntalos-mlink/testing';

const loaded: string[] = [];
const keepsText: ModuleFunction = (link) => {
  link.onLoadSettings = (data) => {
    loaded.push(new TextDecoder().decode(data));
    return true;
  };
  link.onSaveSettings = () => new TextEncoder().encode(`after ${loaded.length} loads`);
};
const until = { durationMsec: 1 };

test('bytes that a module saves are what it loads next; settings of a project come as JSON', async (t) => {
  const first = await runModule(keepsText, { until });
  t.strictSame(loaded, []);
  const second = await runModule(keepsText, { until, savedSettings: first.savedSettings! });
  t.strictSame(loaded, ['after 0 loads']);
  t.equal(new TextDecoder().decode(second.savedSettings), 'after 1 loads');
  await runModule(keepsText, { until, savedSettings: Uint8Array.of(1), settings: { gain: 2 } });
  t.strictSame(loaded.slice(1), ['{"gain":2}']);
});

test('a module that saves nothing, or no bytes, keeps nothing', async (t) => {
  const silent = await runModule(() => undefined, { until });
  t.equal(silent.savedSettings, undefined);
  const { savedSettings, errors } = await runModule(
    (link) => {
      link.onSaveSettings = () => 'text' as never;
    },
    { until },
  );
  t.equal(savedSettings, undefined);
  t.match(errors, [{ code: 'ERR_SYNTALOS_CALLBACK', message: /"saveSettings".*expected a Uint8Array/ }]);
});

const schema = {
  threshold: numberSetting({ default: 128, min: 0, max: 255 }),
  mode: choiceSetting(['dark', 'bright'], { default: 'dark' }),
};

test('settings by a schema are typed, with defaults', async (t) => {
  let sum = 0;
  const { errors } = await runModule(
    async (link) => {
      const { threshold, mode } = await link.settings(schema);
      sum = threshold + 1;
      t.equal(mode, 'bright');
    },
    { until, settings: { mode: 'bright' } },
  );
  t.strictSame(errors, []);
  t.equal(sum, 129);
});

test('a setting that the schema does not know refuses the run, by its name', async (t) => {
  const { errors } = await runModule((link) => void link.settings(schema), {
    until,
    settings: { treshold: 3, mode: 'grey' },
  });
  t.match(errors, [
    {
      code: 'ERR_SYNTALOS_SETTING',
      message:
        /"treshold" .*did you mean "threshold"[^]*"mode" .*"grey", allowed is one of "dark" and "bright"/,
    },
  ]);
});

test('a process gets its settings from its master, or the defaults once a run is prepared', async (t) => {
  const given = new GivenSettings('module', undefined);
  const values = given.read(schema);
  given.load(new TextEncoder().encode('{"threshold": 7}'), '/project');
  t.strictSame(await values, { threshold: 7, mode: 'dark' });
  given.check();

  const none = new GivenSettings('module', undefined);
  const defaults = none.read({ rate: integerSetting({ default: 5 }) });
  none.check();
  t.strictSame(await defaults, { rate: 5 });

  const wrong = new GivenSettings('module', undefined);
  await t.rejects(
    (async () => {
      const refused = wrong.read(schema);
      wrong.load(new TextEncoder().encode('{"threshold": 300}'), '/project');
      await refused;
    })(),
    { code: 'ERR_SYNTALOS_SETTING' },
  );
  t.throws(() => wrong.check(), { code: 'ERR_SYNTALOS_SETTING' });
});
