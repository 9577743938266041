/**
 * The live page of a run: a server in a thread of its own, which looks into the rings of a run that goes on without
 * ever holding a stream back. The page itself is in `page/`.
 *
 * `protocol.ts` is what both speak; {@link ViewThread} and {@link RunRelay} are the host's end.
 *
 * @module
 */
export { addressFilePath, addressFolder, readAddressFile, type AddressFile } from './address-file.ts';
export { isLoopback } from './access.ts';
export {
  VIEW_PROTOCOL,
  decodePicture,
  type ClientMessage,
  type EventData,
  type Picture,
  type RowData,
  type ServerMessage,
  type SignalData,
  type StreamData,
  type ViewConnection,
  type ViewConnectionFigures,
  type ViewFigures,
  type ViewGraph,
  type ViewModuleFigures,
  type ViewOutput,
} from './protocol.ts';
export { RunRelay } from './run-relay.ts';
export type { ViewSetup } from './thread-messages.ts';
export { ViewThread, type ViewListeners } from './view-thread.ts';
