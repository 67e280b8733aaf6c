import type { HttpClient, HttpDefaults } from './http.js';

/** A client with the cookies of one session. */
export interface CookieClient {
  readonly client: HttpClient;
  /** What the service has set; undefined: nothing, or it took it back. */
  cookie(name: string): string | undefined;
}

/**
 * A client that keeps cookies as a browser does (RFC 6265, section 5): what an answer sets goes along with the requests
 * after it, and nobody sees it in a message. Paths and dates do not matter, since a session is short and has one origin.
 * `sign` and `explain` of a single request would take the place of what does this.
 */
export function withCookies(http: HttpClient, { explain }: Pick<HttpDefaults, 'explain'> = {}): CookieClient {
  const jar = new Map<string, string>();

  function keep(lines: readonly string[]): void {
    for (const line of lines) {
      const found = /^\s*([^=;\s]+)\s*=\s*([^;]*?)\s*(?:;|$)/.exec(line);
      if (found === null) continue;
      const [, name = '', value = ''] = found;
      if (value === '' || /;\s*max-age\s*=\s*(0|-\d+)\s*(;|$)/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
  }

  const client = http.extend({
    sign(request) {
      if (jar.size === 0) return;
      request.hide?.(...jar.values());
      request.headers.cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    explain(response) {
      keep(response.cookies);
      return explain?.(response);
    },
  });
  return { client, cookie: (name) => jar.get(name) };
}
