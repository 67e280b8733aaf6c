/** What is being worked on, by any number at the same time. */
export interface InWork {
  /** @returns says that this one is done with it */
  enter(label: string): () => void;
  has(label: string): boolean;
}

export function createInWork(): InWork {
  const counts = new Map<string, number>();
  return {
    enter(label) {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      return () => {
        const left = (counts.get(label) ?? 0) - 1;
        if (left > 0) counts.set(label, left);
        else counts.delete(label);
      };
    },
    has: (label) => counts.has(label),
  };
}
