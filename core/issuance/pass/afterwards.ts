import type { Afterwards } from './pass-context.js';

/** For one pass. */
export function createAfterwards(): Afterwards {
  const works: Promise<void>[] = [];
  return {
    add: (work) => void works.push(work),
    async done() {
      // Those that come while the first of them end as well.
      for (const work of works) await work;
    },
  };
}
