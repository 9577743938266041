/**
 * The caller's thread as the thread of a module.
 *
 * @module
 */
import type { MessagePort } from 'node:worker_threads';
import { fromErrorRecord } from '../errors.ts';
import type { StartModuleThread } from '../host/engine/index.ts';
import type { FromBench, ToBench } from './bench-protocol.ts';

/** Has the caller run its function as the module; `onLine` gets what it prints. */
export function callerThread(caller: MessagePort, onLine: (line: string) => void): StartModuleThread {
  return (hosted, transfer) => {
    const ended = new Promise<{ code: number; failure?: unknown }>((resolve) => {
      caller.on('message', (message: ToBench) => {
        if (message.type === 'line') onLine(message.text);
        else if (message.error === undefined) resolve({ code: 0 });
        else resolve({ code: 1, failure: fromErrorRecord(message.error) });
      });
    });
    caller.postMessage({ type: 'connect', hosted } satisfies FromBench, transfer);
    return {
      ended,
      terminate: () => {
        caller.postMessage({ type: 'leave' } satisfies FromBench);
        return Promise.resolve();
      },
    };
  };
}
