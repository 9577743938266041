/**
 * What the module `replay` is, for lists and editors.
 *
 * @module
 */
import type { ModuleDescription } from '../module-description.ts';
import { REPLAY_SETTINGS } from './replay-settings.ts';

export const REPLAY: ModuleDescription = {
  name: 'replay',
  about: 'Plays a recording',
  ports: [],
  furtherPorts:
    'An output for each stream of the recording, named after its dataset: `syntalos-mlink info` lists them',
  settings: REPLAY_SETTINGS,
};
