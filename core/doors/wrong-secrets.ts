import { isIP } from 'node:net';

/** How many wrong secrets came from where. */
export interface WrongSecrets {
  count(address: string): void;
  /** Milliseconds until the address may try again; 0: now. */
  waitMs(address: string): number;
}

const most = 10;
const windowMs = 60_000;

/** Addresses that are remembered: those who failed longest ago are forgotten, so that many cannot fill the memory. */
const mostAddresses = 10_000;

/** Ten wrong ones from an address within a minute, and it has to wait until the first of them is a minute old. */
export function createWrongSecrets(now: () => number): WrongSecrets {
  const failures = new Map<string, number[]>();

  function recent(key: string): number[] {
    const moment = now();
    // One from the future was counted before the clock was set back.
    return (failures.get(key) ?? []).filter((at) => at <= moment && moment - at < windowMs);
  }

  return {
    count(address) {
      const key = keyOf(address);
      const moments = [...recent(key).slice(1 - most), now()];
      failures.delete(key);
      failures.set(key, moments);
      const [oldest] = failures.keys();
      if (failures.size > mostAddresses && oldest !== undefined) failures.delete(oldest);
    },
    waitMs(address) {
      const moments = recent(keyOf(address));
      const [first] = moments;
      return moments.length < most || first === undefined ? 0 : Math.max(1, first + windowMs - now());
    },
  };
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
