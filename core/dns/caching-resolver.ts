import type { DnsAnswer, QueryType } from './answer.js';
import { ttlOf } from './answer.js';
import type { Resolver } from './resolver.js';

/** What describes servers and zones rather than records under change. */
const cachedTypes: ReadonlySet<QueryType> = new Set(['A', 'AAAA', 'NS', 'SOA']);

/** Longest time an answer is kept, in milliseconds, whatever its TTL. */
const longestMs = 300_000;

/** Answers kept at most; the oldest goes first. */
const limit = 2000;

interface Kept {
  readonly answer: Promise<DnsAnswer>;
  until: number;
}

/**
 * A resolver that keeps answers about zones and servers (SOA, NS, addresses) for their TTL, and shares one question
 * among those who ask at the same time. TXT, CNAME and CAA are always asked; failures are never kept.
 * @param now in milliseconds
 */
export function withCache(resolver: Resolver, now: () => number = Date.now): Resolver {
  const kept = new Map<string, Kept>();

  function query(name: string, type: QueryType, signal: AbortSignal): Promise<DnsAnswer> {
    if (!cachedTypes.has(type)) return resolver.query(name, type, signal);
    const key = `${type} ${name.toLowerCase()}`;
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) return known.answer;
    const answer = resolver.query(name, type, signal);
    const entry: Kept = { answer, until: Number.POSITIVE_INFINITY };
    kept.delete(key);
    kept.set(key, entry);
    answer.then(
      (found) => {
        entry.until = now() + Math.min(ttlOf(found) * 1000, longestMs);
      },
      () => {
        kept.delete(key);
      },
    );
    const [oldest] = kept.keys();
    if (kept.size > limit && oldest !== undefined) kept.delete(oldest);
    return answer;
  }

  return { ...resolver, query };
}
