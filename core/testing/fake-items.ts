/** What an API keeps by id: the part that all such fakes have in common. */
export interface FakeItems<T> {
  /** Returns the new id: `1`, `2`, … */
  insert(item: T): string;
  get(id: string): T | undefined;
  /** Replaces an item that is there; false where there is none. */
  replace(id: string, item: T): boolean;
  /** False where there is none. */
  remove(id: string): boolean;
  /** Oldest first. */
  all(): readonly (readonly [id: string, item: T])[];
}

export function createFakeItems<T>(): FakeItems<T> {
  const items = new Map<string, T>();
  let made = 0;
  return {
    insert(item) {
      made += 1;
      items.set(String(made), item);
      return String(made);
    },
    get: (id) => items.get(id),
    replace: (id, item) => items.has(id) && items.set(id, item).has(id),
    remove: (id) => items.delete(id),
    all: () => [...items],
  };
}
