/**
 * Names of services and their channels (wire protocol, sections 1, 4 and 8), and the number that
 * announces a control message. No other file spells one out.
 *
 * @module
 */
import { NAME_LIMITS } from '../limits.ts';
import type { EventKind, RequestKind } from './control/control-channels.ts';
import { cutUtf8 } from './control/static-string.ts';

/**
 * The service behind a channel: `Sy/<instance>/<channel>`, each part cut to what fits.
 *
 * The C++ side cuts at the byte, we at the character before it: names as long as that in other
 * scripts than Latin can't be spoken by both ends, since iceoryx2 for Rust takes only UTF-8.
 */
export function serviceName(instanceId: string, channel: string): string {
  return `Sy/${cutUtf8(instanceId, NAME_LIMITS.instance).toString()}/${cutUtf8(channel, NAME_LIMITS.channel).toString()}`;
}

/** The service of a data channel, and that of the events toward its publisher. */
export function dataServiceNames(
  instanceId: string,
  channel: string,
): { readonly name: string; readonly controlName: string } {
  return { name: serviceName(instanceId, channel), controlName: serviceName(`Ctl/${instanceId}`, channel) };
}

/** Channel of each kind of request. */
export const REQUEST_CHANNELS: Readonly<Record<RequestKind, string>> = {
  inputPortChange: 'InPortChange',
  outputPortChange: 'OutPortChange',
  setNiceness: 'SetNiceness',
  setMaxRealtimePriority: 'SetMaxRealtimePriority',
  setCpuAffinity: 'SetCPUAffinity',
  loadScript: 'LoadScript',
  // This name really ends in "Request".
  setPortsPreset: 'SetPortsPresetRequest',
  connectInput: 'ConnectInputPort',
  updateInputMetadata: 'UpdateInputPortMetadata',
  loadSettings: 'LoadSettings',
  prepareRun: 'PrepareRun',
  start: 'Start',
  stop: 'Stop',
  shutdown: 'Shutdown',
  showDisplay: 'ShowDisplay',
  showSettings: 'ShowSettings',
  edlReserve: 'EdlReserve',
  apiVersion: 'ApiVersion',
  saveSettings: 'SaveSettings',
};

/** Channel of each kind of event. */
export const EVENT_CHANNEL_NAMES: Readonly<Record<EventKind, string>> = {
  error: 'Error',
  stateChange: 'State',
  statusMessage: 'StatusMessage',
  syncDetails: 'SyncDetails',
  syncOffset: 'SyncOffset',
};

/** Event service on which the module notifies and the master listens. */
export const MODULE_NOTICES = 'worker-event';
/** Event service on which the master notifies and the module listens. */
export const MASTER_NOTICES = 'master-event';
/** The event that announces a control message. */
export const CONTROL_EVENT_ID = 0;
