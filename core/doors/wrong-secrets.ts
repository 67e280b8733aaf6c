import { isIP } from 'node:net';

/** How many wrong secrets came from where. */
export interface WrongSecrets {
  count(address: string): void;
  /** Milliseconds until the address may try again; 0: now. */
  waitMs(address: string): number;
  /** Another instance, which counts those of all, lets an address wait so many milliseconds. */
  heed(address: string, ms: number): void;
}

const most = 10;
const windowMs = 60_000;

/** Addresses that are remembered: those who failed longest ago are forgotten, so that many cannot fill the memory. */
const mostAddresses = 10_000;

/** Ten wrong ones from an address within a minute, and it has to wait until the first of them is a minute old. */
export function createWrongSecrets(now: () => number): WrongSecrets {
  const failures = new Map<string, number[]>();
  /** As other instances say: until when. */
  const heeded = new Map<string, number>();

  function recent(key: string): number[] {
    const moment = now();
    // One from the future was counted before the clock was set back.
    return (failures.get(key) ?? []).filter((at) => at <= moment && moment - at < windowMs);
  }

  return {
    count(address) {
      const key = keyOf(address);
      remember(failures, key, [...recent(key).slice(1 - most), now()]);
    },
    waitMs(address) {
      const key = keyOf(address);
      const moments = recent(key);
      const [first] = moments;
      const own = moments.length < most || first === undefined ? 0 : Math.max(1, first + windowMs - now());
      const told = (heeded.get(key) ?? Number.NEGATIVE_INFINITY) - now();
      // One from further ahead was told before the clock was set back.
      return told > windowMs ? own : Math.max(own, told, 0);
    },
    heed(address, ms) {
      if (ms > 0) remember(heeded, keyOf(address), now() + Math.min(ms, windowMs));
    },
  };
}

/** Those of longest ago go. */
function remember<V>(known: Map<string, V>, key: string, value: V): void {
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > mostAddresses && oldest !== undefined) known.delete(oldest);
}

/** Whoever has an IPv6 address has 2^64 of them: they count as one. */
function keyOf(address: string): string {
  return isIP(address) === 6 ? prefixOf(address) : address;
}

/** The first four groups of an IPv6 address. */
function prefixOf(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail === undefined) return groups.slice(0, 4).join(':');
  const behind = tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - behind.length) }, () => '0');
  return [...groups, ...zeros, ...behind].slice(0, 4).join(':');
}
