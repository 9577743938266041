import { test } from 'tap';
import {
  booleanSetting,
  choiceSetting,
  integerSetting,
  listSetting,
  numberSetting,
  pathSetting,
  readSettings,
  textSetting,
  type ModuleSettings,
  type SettingValues,
} from '#src/settings/index';

function module(settings: SettingValues, folder = '/project'): ModuleSettings {
  const settingFolders = Object.fromEntries(Object.keys(settings).map((key) => [key, folder]));
  return { id: 'cam', settings, settingFolders };
}

const SCHEMA = {
  width: integerSetting({ default: 640, min: 1, max: 16384, unit: 'px' }),
  noise: numberSetting({ min: 0 }),
  color: booleanSetting({ default: false }),
  title: textSetting({ required: true }),
  mode: choiceSetting(['gray', 'rgb'], { default: 'gray' }),
  recording: pathSetting({}),
  streams: listSetting(textSetting({}), { default: [] }),
};

test('given settings are checked, others get their default, relative paths start at their own folder', (t) => {
  const settings = readSettings(
    module({ title: 'left', noise: 0.5, recording: '../data', streams: ['a', 'b'], mode: 'rgb' }),
    SCHEMA,
  );

  // Types follow the schema: these lines do not compile where they do not.
  const width: number = settings.width;
  const noise: number | undefined = settings.noise;
  const mode: 'gray' | 'rgb' = settings.mode;
  t.strictSame(
    { ...settings, width, noise, mode },
    {
      width: 640,
      noise: 0.5,
      color: false,
      title: 'left',
      mode: 'rgb',
      recording: '/data',
      streams: ['a', 'b'],
    },
  );
  t.equal(readSettings(module({ title: '', recording: '/abs' }), SCHEMA).recording, '/abs');
  t.end();
});

test('every wrong setting is told in one error with module, name, value and what is allowed', (t) => {
  const wrong = module({
    widht: 3,
    completelyOther: 3,
    width: 0,
    noise: '1',
    color: 1,
    mode: 'grey',
    recording: '',
    streams: ['a', 1],
  });
  t.throws(() => readSettings(wrong, SCHEMA), {
    code: 'ERR_SYNTALOS_SETTING',
    message: [
      'Cannot use setting "widht" of module "cam": there is no such setting, did you mean "width"?',
      'Cannot use setting "completelyOther" of module "cam": there is no such setting, known are "width", "noise", "color", "title", "mode", "recording" and "streams"',
      'Cannot use setting "width" of module "cam": it is 0, allowed is a whole number from 1 to 16384 px',
      'Cannot use setting "noise" of module "cam": it is "1", allowed is a number of at least 0',
      'Cannot use setting "color" of module "cam": it is 1, allowed is true or false',
      'Cannot use setting "title" of module "cam": it is missing, needed is text',
      'Cannot use setting "mode" of module "cam": it is "grey", allowed is one of "gray" and "rgb"',
      'Cannot use setting "recording" of module "cam": it is "", allowed is the path of a file or folder',
      'Cannot use setting "streams" of module "cam": it is an array of 2, allowed is a list, each text',
    ].join('\n'),
    details: { module: 'cam', problems: 9 },
  });
  t.end();
});

test('a whole number must be whole and a number finite', (t) => {
  for (const settings of [{ width: 1.5 }, { noise: Infinity }, { noise: NaN }]) {
    t.throws(() => readSettings(module({ title: '', ...settings }), SCHEMA), {
      code: 'ERR_SYNTALOS_SETTING',
    });
  }
  t.end();
});
