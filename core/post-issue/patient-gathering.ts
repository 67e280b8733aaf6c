import type { Gathering } from './gathering.js';

/**
 * Two gatherings as one: those that are tied loosely, by something that any stranger may have set up, are waited for
 * some seconds at most, and then those that are tied firmly for as long as it takes.
 */
export function patientGathering(loose: Gathering, firm: Gathering, patienceMs: number): Gathering {
  const both = [loose, firm];
  return {
    expect(name) {
      for (const gathering of both) gathering.expect(name);
    },
    leave(name) {
      for (const gathering of both) gathering.leave(name);
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
