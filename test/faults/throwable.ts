import type { Throwable } from './plan.ts';

/** Something that user code may throw. */
export function throwable(what: Throwable): unknown {
  switch (what) {
    case 'error':
      return new RangeError('an error of the plan');
    case 'code-error':
      return Object.assign(new Error('an error of the plan'), { code: 'EPLAN', details: { at: 1n } });
    case 'text':
      return 'an error of the plan';
    case 'nothing':
      return undefined;
    case 'symbol':
      return Symbol('an error of the plan');
    case 'bigint':
      return 12345678901234567890n;
    case 'proxy':
      return new Proxy(new Error('an error of the plan'), {
        get: () => {
          throw new Error('a trap');
        },
      });
    case 'cyclic-cause': {
      const error = new Error('an error of the plan');
      error.cause = error;
      return error;
    }
    case 'deep-cause': {
      let error = new Error('the root');
      for (let depth = 0; depth < 5_000; depth++) error = new Error(`an error of the plan`, { cause: error });
      return error;
    }
    case 'throwing-getter':
      return Object.defineProperty(new Error('an error of the plan'), 'message', {
        get: () => {
          throw new Error('a getter');
        },
      });
    case 'function-details':
      return Object.assign(new Error('an error of the plan'), { details: { schema: () => undefined } });
  }
}
