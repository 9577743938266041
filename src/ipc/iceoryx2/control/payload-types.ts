/**
 * The payload types of the control channels as iceoryx2 knows them: recorded from the C++ library
 * (Syntalos 3.1.2; `test/vectors/type-details.json` holds the record, a test compares).
 *
 * @module
 */
import type { PayloadType } from '../addon/native-types.ts';

function struct(cppName: string, size: number, alignment: number): PayloadType {
  // The Itanium mangling of `Syntalos::<name>`, behind iceoryx2's mark of C++ types.
  return {
    name: `__cxx__abi__N8Syntalos${cppName.length}${cppName}E`,
    size,
    alignment,
    isSlice: false,
  };
}

/** Name of C++'s `std::byte`, behind iceoryx2's mark of C++ types. */
export const BYTE_TYPE_NAME = '__cxx__abi__St4byte';

/** Any number of bytes: messages in the stream encoding, and all data samples. */
export const BYTE_SLICE: PayloadType = { name: BYTE_TYPE_NAME, size: 1, alignment: 1, isSlice: true };

/** Name of a fixed-size message: its C++ struct in namespace Syntalos. */
export type FixedTypeName =
  | 'DoneResponse'
  | 'ErrorEvent'
  | 'StateChangeEvent'
  | 'StatusMessageEvent'
  | 'SyncDetailsEvent'
  | 'SyncOffsetEvent'
  | 'ApiVersionRequest'
  | 'ApiVersionResponse'
  | 'SetNicenessRequest'
  | 'SetMaxRealtimePriority'
  | 'SetCPUAffinityRequest'
  | 'ConnectInputRequest'
  | 'StartRequest'
  | 'StopRequest'
  | 'ShutdownRequest'
  | 'ShowSettingsRequest'
  | 'ShowDisplayRequest';

/** The fixed-size messages by the name of their C++ struct. */
export const FIXED_TYPES: Readonly<Record<FixedTypeName, PayloadType>> = {
  DoneResponse: struct('DoneResponse', 1, 1),
  ErrorEvent: struct('ErrorEvent', 2208, 8),
  StateChangeEvent: struct('StateChangeEvent', 1, 1),
  StatusMessageEvent: struct('StatusMessageEvent', 144, 8),
  SyncDetailsEvent: struct('SyncDetailsEvent', 96, 8),
  SyncOffsetEvent: struct('SyncOffsetEvent', 88, 8),
  ApiVersionRequest: struct('ApiVersionRequest', 1, 1),
  ApiVersionResponse: struct('ApiVersionResponse', 80, 8),
  SetNicenessRequest: struct('SetNicenessRequest', 4, 4),
  SetMaxRealtimePriority: struct('SetMaxRealtimePriority', 4, 4),
  SetCPUAffinityRequest: struct('SetCPUAffinityRequest', 1032, 8),
  ConnectInputRequest: struct('ConnectInputRequest', 808, 8),
  StartRequest: struct('StartRequest', 8, 8),
  StopRequest: struct('StopRequest', 1, 1),
  ShutdownRequest: struct('ShutdownRequest', 1, 1),
  ShowSettingsRequest: struct('ShowSettingsRequest', 1, 1),
  ShowDisplayRequest: struct('ShowDisplayRequest', 1, 1),
};
