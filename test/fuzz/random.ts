/** Chance that comes out the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  /** True once in `times`. */
  oneIn(times: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  bytes(length: number): Buffer;
  /** A copy with bytes changed, cut off, doubled or added. */
  mutate(bytes: Buffer): Buffer;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function below(limit: number): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  function bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => below(256)));
  }

  function mutate(given: Buffer): Buffer {
    let changed = Buffer.from(given);
    for (let change = below(6); change > 0 && changed.length > 0; change -= 1)
      changed[below(changed.length)] = below(256);
    if (below(3) === 0) changed = changed.subarray(0, below(changed.length + 1));
    if (below(4) === 0) changed = Buffer.concat([changed, below(2) === 0 ? changed : bytes(below(40))]);
    return changed;
  }

  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (items) => items[below(items.length)] ?? items[0],
    bytes,
    mutate,
  };
}
