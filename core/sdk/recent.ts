/**
 * Remembers what was made of the texts that came last: what is written is read back at once, and thousands of
 * certificates share a handful of chains. Neither undefined nor a failure is kept.
 * @param limit texts at most; the oldest goes first
 */
export function recently<T>(limit: number, make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (made !== undefined) keepRecent(kept, text, made, limit);
    return made;
  };
}

/** Keeps one thing more, and of all the last `limit`. */
export function keepRecent<T>(kept: Map<string, T>, key: string, value: T, limit: number): void {
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= limit) return;
    kept.delete(oldest);
  }
}
