/**
 * One message of every kind of the control channel, for tests of what carries them.
 *
 * @module
 */
import { encodeMetaMap } from 'syntalos-mlink/types';
import type { Message } from '#src/ipc/envelope/envelope';

const bytes = Uint8Array.of(1, 0, 255);
const metadata = encodeMetaMap({ rate: 0.5, name: 'ä€' });
const limits = { maxSenders: 1, maxReceivers: 3, maxNodes: 4 };
const input = {
  action: 1,
  id: 'frames',
  title: 'Bilder ä€',
  dataType: 3,
  metadata,
  throttleItemsPerSec: 30,
  policy: 1,
} as const;
const output = { action: 3, id: 'rows', title: 'Rows', dataType: 2, metadata, limits } as const;

/** One message of every kind, with values that defaults would not give. */
export const MESSAGES: readonly Message[] = [
  {
    kind: 'error',
    title: 'Camera',
    message: 'no signal',
    code: 'ERR_SYNTALOS_MODULE',
    stack: 'at x',
    causes: [{ name: 'RangeError', message: 'too far', code: '', stack: 'at y' }],
  },
  { kind: 'stateChange', state: 6 },
  { kind: 'statusMessage', text: '12 frames' },
  { kind: 'syncDetails', id: 'cam', strategies: 11, toleranceUsec: 8333 },
  { kind: 'syncOffset', id: 'cam', offsetUsec: -5_000_000_000 },
  { kind: 'warning', message: 'slow' },
  { kind: 'figure', name: 'error', value: '0.4', unit: 'px' },
  { kind: 'inputPortChange', ...input },
  { kind: 'outputPortChange', ...output },
  { kind: 'edlReserve', unit: 'dataset', parentRelPath: 'videos', name: 'cam' },
  { kind: 'edlReserve', unit: 'group', parentRelPath: '', name: 'videos' },
  { kind: 'apiVersion' },
  { kind: 'setNiceness', nice: -10 },
  { kind: 'setMaxRealtimePriority', priority: 40 },
  { kind: 'setCpuAffinity', cores: [0, 1, 255] },
  { kind: 'loadScript', workingDir: '/w', venvDir: '/v', script: 'x = 1', resetPorts: true },
  { kind: 'setPortsPreset', inputs: [input, { ...input, id: 'b' }], outputs: [output] },
  { kind: 'connectInput', portId: 'in', instanceId: 'cam', channelId: 'o/out', limits, sourceType: 7 },
  { kind: 'updateInputMetadata', portId: 'in', metadata },
  { kind: 'saveSettings', baseDir: '/p' },
  { kind: 'loadSettings', baseDir: '/p', data: bytes },
  {
    kind: 'prepareRun',
    subjectId: 'm1',
    subjectGroup: 'control',
    runUuid: new Uint8Array(16).fill(7),
    edlRootPath: '/rec',
    moduleName: 'Cam',
  },
  { kind: 'start', startTimestampUsec: 2 ** 53 - 1 },
  { kind: 'stop' },
  { kind: 'shutdown' },
  { kind: 'showDisplay' },
  { kind: 'showSettings' },
  { kind: 'done', success: true },
  { kind: 'apiVersionInfo', apiVersion: 'sy-3.1.2' },
  { kind: 'edlReservation', success: false, errorMessage: 'taken', absolutePath: '' },
  { kind: 'settingsData', success: true, data: bytes },
  { kind: 'failure', code: 'ERR_SYNTALOS_INTERNAL', message: 'broken' },
];

/** Byte fields as plain arrays: which class holds them is no part of the contract. */
export function normal(message: Message): unknown {
  // A clone turns Buffers, which write themselves as JSON in a form of their own, into Uint8Arrays.
  return JSON.parse(
    JSON.stringify(structuredClone(message), (_key, value: unknown) =>
      value instanceof Uint8Array ? [...value] : value,
    ),
  );
}
