import { setImmediate as turn } from 'node:timers/promises';

/**
 * The same calls, of which each asynchronous one begins a turn of the event loop later: whoever does not wait for one does
 * what comes next before it, which the order of what was told then shows.
 */
export function aTurnLater<T extends object>(calls: T): T {
  return new Proxy(calls, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || value.constructor.name !== 'AsyncFunction') return value;
      return async (...given: readonly unknown[]) => {
        await turn();
        return value.apply(target, given);
      };
    },
  });
}
