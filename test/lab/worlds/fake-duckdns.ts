import type { ProxiedRequest, ProxiedResponse } from '../proxy.js';

/** Duck DNS as it answers: one TXT value a domain, which every name below it shows as well. */
export interface FakeDuckDns {
  /** Value by domain (`foo`). */
  readonly values: Map<string, string>;
  /** `set foo`, `clear foo`, in order. */
  readonly calls: readonly string[];
  handle(request: ProxiedRequest): ProxiedResponse;
  /** What its name servers show. */
  txt(name: string): readonly string[];
}

/** Strict: an unknown path, parameter, token or domain is KO, and so is a value in the place of another one. */
export function createFakeDuckDns(token: string, domains: readonly string[]): FakeDuckDns {
  const values = new Map<string, string>();
  const calls: string[] = [];
  const known = new Set(['token', 'domains', 'txt', 'clear', 'verbose']);

  function isGood({ method, url }: ProxiedRequest): boolean {
    const { origin, pathname, searchParams } = new URL(url);
    const domain = searchParams.get('domains') ?? '';
    const isPath = method === 'GET' && origin === 'https://www.duckdns.org' && pathname === '/update';
    const isAsked = [...searchParams.keys()].every((key) => known.has(key)) && searchParams.get('token') === token;
    return isPath && isAsked && domains.includes(domain);
  }

  return {
    values,
    calls,
    handle(request) {
      if (!isGood(request)) return { body: 'KO' };
      const { searchParams } = new URL(request.url);
      const domain = searchParams.get('domains') ?? '';
      if (searchParams.get('clear') === 'true') {
        calls.push(`clear ${domain}`);
        values.delete(domain);
        return { body: 'OK\n\nUPDATED' };
      }
      const value = searchParams.get('txt') ?? '';
      calls.push(`set ${domain}`);
      if (value === '' || values.has(domain)) return { body: 'KO' };
      values.set(domain, value);
      return { body: 'OK\n\nUPDATED' };
    },
    txt(name) {
      const domain = /([^.]+)\.duckdns\.org$/.exec(name)?.[1];
      const value = domain === undefined ? undefined : values.get(domain);
      return value === undefined ? [] : [value];
    },
  };
}
