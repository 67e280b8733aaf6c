/** Work of several clients, so many pieces at a time: each client gets its turn, however much another one has waiting. */
export interface Turns {
  /** Queues a piece of work, which never rejects. */
  add(client: string, work: () => Promise<void>): void;
  /** How many wait. */
  readonly waiting: number;
  /** Takes nothing more from the queue; resolves when what is under way has ended. */
  close(): Promise<void>;
}

export function createTurns(most: number): Turns {
  /** By client, in the order of their next turns. */
  const queues = new Map<string, (() => Promise<void>)[]>();
  const running = new Set<Promise<void>>();
  let isClosed = false;

  function next(): (() => Promise<void>) | undefined {
    const [first] = queues;
    if (first === undefined) return undefined;
    const [client, queue] = first;
    const work = queue.shift();
    queues.delete(client);
    // Behind the others.
    if (queue.length > 0) queues.set(client, queue);
    return work;
  }

  function fill(): void {
    while (!isClosed && running.size < most) {
      const work = next();
      if (work === undefined) return;
      const done: Promise<void> = work().finally(() => {
        running.delete(done);
        fill();
      });
      running.add(done);
    }
  }

  return {
    add(client, work) {
      const queue = queues.get(client) ?? [];
      queue.push(work);
      queues.set(client, queue);
      fill();
    },
    get waiting() {
      return [...queues.values()].reduce((sum, { length }) => sum + length, 0);
    },
    async close() {
      isClosed = true;
      queues.clear();
      await Promise.all(running);
    },
  };
}
