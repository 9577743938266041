/**
 * What TypeScript and Rust must have the same: compared when the addon is loaded, since an addon of
 * another build would damage rings or misread what a call reports.
 *
 * @module
 */
import { ERROR_CODES } from '../../../errors.ts';
import { RECORD_LAYOUT } from '../../../shm/index.ts';
import { RECEIVER_BUFFER } from '../../limits.ts';
import { BYTE_TYPE_NAME } from '../control/payload-types.ts';
import { ItemSent, TransferResult, TransferState, Wakeup } from './native-types.ts';

/**
 * Number of the addon's interface, `ABI_VERSION` of `native/src/js/constants.rs`: both change with
 * each change of a class, function or parameter that JavaScript sees.
 */
export const ADDON_ABI_VERSION = 6;

/** Names and values as `layoutConstants()` of the addon returns them. */
export type SharedConstants = Readonly<Record<string, number | string>>;

/** The values of this side. The codes of the addon's errors are checked by themselves. */
const EXPECTED: SharedConstants = {
  abiVersion: ADDON_ABI_VERSION,
  ...RECORD_LAYOUT,
  receiverBuffer: RECEIVER_BUFFER,
  transferDone: TransferState.Done,
  transferSpanFull: TransferState.SpanFull,
  transferStopped: TransferState.Stopped,
  transferCrowded: TransferState.Crowded,
  transferResultWords: TransferResult.Words,
  wakeupTimedOut: Wakeup.TimedOut,
  wakeupReady: Wakeup.Ready,
  wakeupWoken: Wakeup.Woken,
  itemAnnounced: ItemSent.Announced,
  itemUnannounced: ItemSent.Unannounced,
  itemRefused: ItemSent.Refused,
  itemDivided: ItemSent.Divided,
  payloadTypeName: BYTE_TYPE_NAME,
};

/**
 * The first difference between an addon's constants and those of this package.
 *
 * @returns what a message says of it, or `undefined` if there is none
 */
export function constantsProblem(constants: SharedConstants): string | undefined {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const found = constants[name];
    if (found !== expected) {
      return `its ${name} is ${found ?? 'missing'}, that of this package is ${expected}`;
    }
  }
  const codes = String(constants['errorCodes'] ?? '').split(' ');
  const unknown = codes.find((code) => !Object.hasOwn(ERROR_CODES, code));
  return unknown === undefined ? undefined : `its error code "${unknown}" is none of this package`;
}
