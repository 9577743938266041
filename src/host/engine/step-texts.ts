/**
 * What a module is asked to do, and when, as messages say it.
 *
 * @module
 */
import type { MasterRequest } from '../../ipc/index.ts';
import type { LifecycleStep } from '../report/index.ts';

/** What a request asks for, behind "refused to" or "could not". */
export const REQUEST_TEXTS: Readonly<Record<MasterRequest['kind'], string>> = {
  apiVersion: 'say its version',
  setNiceness: 'set its nice value',
  setMaxRealtimePriority: 'set its real-time priority',
  setCpuAffinity: 'set its CPU affinity',
  loadScript: 'load its script',
  setPortsPreset: 'take the limits of its ports',
  connectInput: 'connect an input',
  updateInputMetadata: 'take the metadata of an input',
  saveSettings: 'save its settings',
  loadSettings: 'load its settings',
  prepareRun: 'prepare the run',
  start: 'start',
  stop: 'stop',
  shutdown: 'shut down',
  showDisplay: 'show its display',
  showSettings: 'show its settings',
};

/** When something happened. */
export const WHEN_TEXTS: Readonly<Record<LifecycleStep | 'run', string>> = {
  load: 'while it was loaded',
  connect: 'while its inputs were connected',
  prepare: 'while it prepared the run',
  start: 'while it was started',
  run: 'during the run',
  stop: 'while it was stopped',
  shutdown: 'while it was shut down',
};
