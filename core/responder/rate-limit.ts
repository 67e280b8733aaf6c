/** How many UDP queries one source may send. */
export interface RateLimitSettings {
  /** Answers a second for one source address (an IPv6 /64 counts as one). */
  readonly perSecond: number;
  /** Answers that may come at once after a pause. */
  readonly burst: number;
  /** Sources remembered; the one unheard of for longest is forgotten first. */
  readonly sources?: number;
}

export interface RateLimiter {
  /** Takes one token of this source; false when it has none left. */
  take(address: string): boolean;
  /** Sources remembered now. */
  size(): number;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** @param now milliseconds of a clock that never goes back */
export function createRateLimiter(settings: RateLimitSettings, now: () => number): RateLimiter {
  const { perSecond, burst, sources = 10_000 } = settings;
  const buckets = new Map<string, Bucket>();
  return {
    take(address) {
      const source = sourceOf(address);
      const moment = now();
      const bucket = buckets.get(source) ?? { tokens: burst, filledAt: moment };
      bucket.tokens = Math.min(burst, bucket.tokens + ((moment - bucket.filledAt) / 1000) * perSecond);
      bucket.filledAt = moment;
      // A Map keeps the order of insertion: inserted again, the first key is the one not heard of for longest.
      buckets.delete(source);
      buckets.set(source, bucket);
      forgetOldest(buckets, sources);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
    size: () => buckets.size,
  };
}

function forgetOldest(buckets: Map<string, Bucket>, limit: number): void {
  for (const source of buckets.keys()) {
    if (buckets.size <= limit) return;
    buckets.delete(source);
  }
}

/** One subscriber commands a whole /64 of IPv6. */
function sourceOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right].slice(0, 4).join(':');
}
