import type { Afterwards } from './pass-context.js';

/** For one pass. */
export function createAfterwards(): Afterwards {
  const works: Promise<void>[] = [];
  return {
    add: (work) => void works.push(work),
    async done() {
      // More may come while the first of them end.
      for (let index = 0; index < works.length; index += 1) await works[index];
    },
  };
}
