/**
 * Starting threads: where this package's entries are, the options that all threads get, and threads that are
 * started before the code that needs them is loaded. Runs in whichever thread starts another.
 *
 * @module
 */
export { startThread, startThreadEarly } from './early-threads.ts';
export {
  BUILD_ADDON,
  BUILT_CODE,
  PACKAGE_FOLDER,
  RUN_GUIDE,
  entryUrl,
  packageVersion,
} from './package-files.ts';
export { foldStack, userPlace } from './fold-stack.ts';
export { catchUncaught, guardExit } from './last-chance.ts';
export { currentThreadId } from './thread-id.ts';
export { threadOptions, type ThreadOptions } from './thread-options.ts';
