import { type Limit, nextFrom, takeFrom } from './bucket.js';
import type { Used } from './charges.js';
import { placeKeys } from './charges.js';
import type { Charge } from './limits.js';

/** Those who wait for one limit, in the order in which they ask. */
export interface Queue {
  /** When the next one may come, in milliseconds since the epoch; `now` where that is at once. */
  next(): number;
  /** Lets one come at the moment that `next` gave. */
  join(): void;
}

/** @param used what was used up before anybody queues */
export function openQueue({ key, limit }: Charge, used: Used, now: number): Queue {
  if (!('most' in limit)) return bucketQueue(limit, used.get(key), now);
  const { most, withinMs } = limit;
  const places = placeKeys(key, most).map((place) => used.get(place) ?? now);
  // Further ahead than the window is long: the clock was set back.
  const free = places.map((at) => (at > now + withinMs ? now : Math.max(at, now))).sort((one, other) => one - other);
  let joined = 0;
  const next = () => free[joined] ?? now;
  return {
    next,
    join() {
      // Later than all before it, so that the places stay in order.
      free.push(next() + withinMs);
      joined += 1;
    },
  };
}

function bucketQueue(limit: Limit, fullAt: number | undefined, now: number): Queue {
  let full = fullAt;
  let at = nextFrom(limit, full, now);
  return {
    next: () => at,
    join() {
      full = takeFrom(limit, full, at);
      // One more each interval, once the bucket is empty: seen from that moment, nothing is further ahead than it is deep.
      at = Math.max(at, nextFrom(limit, full, at));
    },
  };
}
