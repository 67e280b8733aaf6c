import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Less than this of garbage, in bytes, is not worth the tenth of a second. */
const fewestBytes = 2 * 2 ** 20;

/** What comes sooner after a pass, a client at a door or one more change, need not wait for that; in milliseconds. */
const delayMs = 1500;

/** What was in use after the last time, in bytes. */
let usedBefore = 0;

/**
 * Gives the memory that a pass needed back to the system, where that is much: by itself V8 does it after a minute, or, where the garbage
 * is no more than what is kept, never. What is kept is moved together, since pages go back whole.
 */
export function giveBackMemory(): void {
  if (getHeapStatistics().used_heap_size - usedBefore < fewestBytes) return;
  // Contexts that are made now have the function; the names of the flags are those of all versions.
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--compact-on-every-full-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect(...wholly());
  setFlagsFromString('--no-compact-on-every-full-gc');
  usedBefore = getHeapStatistics().used_heap_size;
}

/** Does so a while later, unless the function that is returned is called before. */
export function giveBackMemoryLater(giveBack = giveBackMemory): () => void {
  const timer = setTimeout(giveBack, delayMs).unref();
  return () => clearTimeout(timer);
}

/** Without a word V8 keeps emptied pages for later, but the one of Node 20, which collects young objects alone when it is given any. */
function wholly(): object[] {
  const [major = 0] = (process.versions.v8 ?? '').split('.').map(Number);
  return major < 12 ? [] : [{ type: 'major', execution: 'sync', flavor: 'last-resort' }];
}
