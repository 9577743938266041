/**
 * All built-in modules, described.
 *
 * @module
 */
import { BOARD_SIM } from './board-sim/description.ts';
import { CAMERA } from './camera/description.ts';
import { CAMERA_SYNTHETIC } from './camera-synthetic/description.ts';
import { FIRMATA_BOARD } from './firmata-board/description.ts';
import { JSON_RECORDER } from './json-recorder/description.ts';
import { MONITOR } from './monitor/description.ts';
import { REPLAY } from './replay/description.ts';
import { SIGNAL_RECORDER } from './signal-recorder/description.ts';
import { SIGNAL_SYNTHETIC } from './signal-synthetic/description.ts';
import { TABLE_RECORDER } from './table-recorder/description.ts';
import { VIDEO_RECORDER } from './video-recorder/description.ts';
import type { ModuleDescription } from './module-description.ts';

/** The built-in modules, by name. */
export const MODULE_DESCRIPTIONS: readonly ModuleDescription[] = [
  BOARD_SIM,
  CAMERA,
  CAMERA_SYNTHETIC,
  FIRMATA_BOARD,
  JSON_RECORDER,
  MONITOR,
  REPLAY,
  SIGNAL_RECORDER,
  SIGNAL_SYNTHETIC,
  TABLE_RECORDER,
  VIDEO_RECORDER,
];
