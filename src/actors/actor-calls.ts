/**
 * Typed calls between actors: comlink over a MessagePort, with errors that keep their code and
 * limits that keep a caller from waiting for ever.
 *
 * @module
 */
import type { MessagePort, Transferable } from 'node:worker_threads';
import { expose, releaseProxy, transferHandlers, wrap } from 'comlink';
import { withDeadline } from '../deadline.ts';
import { SyntalosError, fromErrorRecord, toErrorRecord, type ErrorRecord } from '../errors.ts';

/**
 * The other side of a port, as an object whose methods return promises.
 *
 * Not comlink's own type: its declarations need those of browsers, and programs that import ours may not have them.
 */
export type ActorCalls<T> = {
  readonly [K in keyof T]: T[K] extends (...args: infer Arguments) => infer Result
    ? (...args: Arguments) => Promise<Awaited<Result>>
    : never;
};

/** Lets the other end of `port` call the methods of `target`. */
export function exposeActor(target: object, port: MessagePort): void {
  installErrorTransfer();
  expose(target, port);
  port.start();
}

type RemoteMethod = (...args: readonly unknown[]) => Promise<unknown>;

/** Objects that were let go of. */
const released = new WeakSet();

/**
 * Gives the object that the other end of `port` exposes.
 *
 * Its calls reject with `ERR_SYNTALOS_CLOSED` after {@link releaseActor}. What the other end throws arrives
 * with the stack of the call: it says which line asked for it.
 */
export function wrapActor<T>(port: MessagePort): ActorCalls<T> {
  installErrorTransfer();
  const remote = wrap<T>(port) as object as ActorCalls<T> & object;
  const calls: ActorCalls<T> = new Proxy(remote, {
    get: (target, name) => {
      if (typeof name !== 'string' || name === 'then') return Reflect.get(target, name) as unknown;
      return (...args: readonly unknown[]): Promise<unknown> =>
        released.has(calls)
          ? Promise.reject(closedError(name))
          : callWithStack(Reflect.get(target, name), args);
    },
  });
  return calls;
}

/** Lets go of an object of {@link wrapActor}; its port may be closed afterwards. Idempotent. */
export function releaseActor(calls: object): void {
  if (released.has(calls)) return;
  released.add(calls);
  (calls as { [releaseProxy]?: () => void })[releaseProxy]?.();
}

function closedError(method: string): SyntalosError {
  return new SyntalosError('ERR_SYNTALOS_CLOSED', `Cannot call "${method}": the connection has ended`);
}

/** Calls a method of the other end; what it throws gets the stack of this moment. */
async function callWithStack(method: RemoteMethod, args: readonly unknown[]): Promise<unknown> {
  const here = new Error(); // formatted only if it is needed
  try {
    return await method(...args);
  } catch (error) {
    const frames = (here.stack ?? '').split('\n').slice(1);
    if (error instanceof Error) error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
    throw error;
  }
}

/** The limit of {@link withLimit}, and the names for its message. */
export interface CallLimit {
  /** What is being waited for, for the message: `"prepare" of module "cam"`. */
  readonly what: string;
  readonly limitMsec: number;
  /** Rejects when the other side is gone. */
  readonly gone?: Promise<never>;
}

/**
 * Settles by the call's answer, by its limit, or by the end of the other side.
 *
 * @throws `ERR_SYNTALOS_TIMEOUT` after the limit, else whatever the call or `gone` rejects with
 */
export async function withLimit<T>(call: Promise<T>, limit: CallLimit): Promise<T> {
  const { what, limitMsec, gone } = limit;
  // It may reject after the race is lost; that is no news to anybody.
  call.catch(() => undefined);
  return withDeadline(gone === undefined ? call : Promise.race([call, gone]), {
    limitMsec,
    lateError: () =>
      new SyntalosError('ERR_SYNTALOS_TIMEOUT', `Waited ${limitMsec} ms for ${what}: no answer yet`, {
        details: { what, limitMsec },
      }),
  });
}

/** comlink's own handling of thrown errors drops `code`, `details` and `cause`; ours keeps them. */
function installErrorTransfer(): void {
  const original = transferHandlers.get('throw');
  if (original === undefined || original.serialize === serializeThrown) return;
  transferHandlers.set('throw', {
    canHandle: (value): value is unknown => original.canHandle(value),
    serialize: serializeThrown,
    deserialize: (record: ErrorRecord): never => {
      throw fromErrorRecord(record);
    },
  });
}

function serializeThrown(thrown: unknown): [ErrorRecord, Transferable[]] {
  return [toErrorRecord((thrown as { value: unknown }).value), []];
}
