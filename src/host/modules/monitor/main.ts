/**
 * Built-in module `monitor`: shows what comes to its input `in` as a status message. It takes the
 * newest item and never holds the sender back.
 *
 * @module
 */
import { initLink } from '../../../program/index.ts';
import { dataTypeFromName } from '../../../types/index.ts';
import { readSettings } from '../../../settings/index.ts';
import { StreamMeter } from './stream-meter.ts';
import { ownSettings } from '../own-settings.ts';
import { MONITOR_SETTINGS } from './description.ts';

/** How often the status message changes. */
const SHOW_MSEC = 500;

const settings = readSettings(ownSettings(), MONITOR_SETTINGS);
const dataType = dataTypeFromName(settings.type);

const link = await initLink();
const input = await link.registerInputPort('in', 'Stream', dataType, { policy: 'latest' });
let meter = new StreamMeter(dataType, performance.now());
let timer: NodeJS.Timeout | undefined;

const show = (): void => link.setStatusMessage(meter.line(performance.now()));

input.onData = (item) => meter.note(item, performance.now());
link.onStart = () => {
  meter = new StreamMeter(dataType, performance.now());
  timer = setInterval(show, SHOW_MSEC);
};
link.onStop = () => {
  clearInterval(timer);
  show();
};

await link.awaitDataForever();
