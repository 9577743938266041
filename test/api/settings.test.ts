/** Settings of a module: bytes of its own, or what the project says. */
import { test } from 'tap';
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
