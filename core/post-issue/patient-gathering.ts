import type { Gathering } from './gathering.js';

/**
 * Two gatherings as one: those that are tied loosely, by something that any stranger may have set up, are waited for
 * some seconds at most, and then those that are tied firmly for as long as it takes.
 */
export function patientGathering(loose: Gathering, firm: Gathering, patienceMs: number): Gathering {
  return {
    expect(name) {
      loose.expect(name);
      firm.expect(name);
    },
    leave(name) {
      loose.leave(name);
      firm.leave(name);
    },
    async arrive(name) {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs);
      });
      try {
        await Promise.race([loose.arrive(name), enough]);
      } finally {
        clearTimeout(timer);
      }
      loose.leave(name);
      await firm.arrive(name);
    },
  };
}
