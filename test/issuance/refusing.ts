import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { Failure } from '../../core/sdk/failure.js';

/** Decides about each asynchronous call, by its name. */
export type Refuse = (name: string) => boolean;

/**
 * The same calls, also those of what is in it, of which some come to nothing, a turn of the event loop later. A refusal
 * for which nobody waits is one that nobody handles, which ends a test.
 */
export function refusing<T extends object>(calls: T, refuse: Refuse): T {
  return new Proxy(calls, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (isPlain(value)) return refusing(value, refuse);
      if (typeof value !== 'function') return value;
      return (...given: readonly unknown[]) => {
        const result: unknown = value.apply(target, given);
        if (!(result instanceof Promise)) return isPlain(result) ? refusing(result, refuse) : result;
        if (refuse(String(name))) return refusal(result, String(name));
        return result.then((found: unknown) => (hasCalls(found) ? refusing(found, refuse) : found));
      };
    },
  });
}

async function refusal(result: Promise<unknown>, name: string): Promise<never> {
  result.catch(() => undefined);
  await turn();
  throw new Failure('STORE', `refused: ${name}`);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function hasCalls(value: unknown): value is object {
  return isPlain(value) && Object.values(value).some((each) => typeof each === 'function');
}

/**
 * Does something again and again, with another one of its calls refused each time, until none is: each is waited for, and
 * somebody hears of it.
 * @returns the names of those that were refused
 */
export async function assertEachRefusalIsHeard(
  work: (refuse: Refuse) => Promise<readonly string[]>,
  isMeant: Refuse = () => true,
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (let at = 1; at < 100; at += 1) {
    let left = at;
    let name = '';
    const heard = await work((one) => {
      if (!isMeant(one)) return false;
      left -= 1;
      if (left === 0) name = one;
      return left === 0;
    }).catch((error: unknown) => [String(error)]);
    await turn();
    if (name === '') return refused;
    refused.push(name);
    assert.ok(
      heard.some((line) => /refused/.test(line)),
      `nobody heard that ${name} was refused, at ${at}: ${heard.join()}`,
    );
  }
  return assert.fail('it never ends');
}
