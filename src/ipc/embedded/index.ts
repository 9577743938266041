/**
 * The link between a module and a host of the same process. The module's end runs in its supervisor's thread,
 * the host's end in the thread of the host.
 *
 * A door of its own beside that of `ipc`: it needs protobufjs, whose many files would cost each module's
 * thread 30 ms of CPU time, and only supervisors and hosts use it.
 *
 * @module
 */
export { openMasterChannel, openModuleChannel } from './embedded-channel.ts';
export { createEmbeddedTransport } from './embedded-transport.ts';
