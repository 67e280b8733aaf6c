/**
 * Remembers what was made of the texts that came last: what is written is read back at once, and thousands of lineages
 * share a handful of chains. Undefined is not kept.
 * @param limit texts at most; the oldest goes first
 */
export function recently<T>(limit: number, make: (text: string) => T | undefined): (text: string) => T | undefined {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (made === undefined) return undefined;
    kept.set(text, made);
    for (const oldest of kept.keys()) {
      if (kept.size <= limit) break;
      kept.delete(oldest);
    }
    return made;
  };
}
