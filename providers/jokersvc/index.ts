import { defineProvider, type ExplainedFailure, type HttpResponse, undefinedIf } from '../../core/sdk/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

/** A name without records, whose removal tells whether the zone is that of the password. */
const unused = 'letsencrypt-dns-test';

/** https://joker.com/faq/content/6/496/en/let_s-encrypt-support.html */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const { username, password } = options;
  const api = http.extend({
    baseUrl: 'https://svc.joker.com/nic',
    bodyFormat: 'form',
    responseFormat: 'text',
    // To write a value twice, or to remove one that is gone, is harmless.
    repeatable: true,
    explain,
  });
  /** Zones that were found, the longest first: a name belongs to the one that it ends like. */
  const zones: string[] = [];

  async function replace(zone: string, label: string, value: string): Promise<void> {
    await api.send('POST', '/replace', { body: { username, password, zone, label, type: 'TXT', value } });
  }

  return oneValueProvider({
    async has(zone) {
      const isThere = undefinedIf(
        'AUTHENTICATION',
        replace(zone, unused, '').then(() => true),
      );
      if ((await isThere) === undefined) return false;
      if (!zones.includes(zone)) zones.push(zone);
      zones.sort((one, other) => other.length - one.length);
      return true;
    },
    async write(host, value = '') {
      const zone = zones.find((name) => host === name || host.endsWith(`.${name}`)) ?? host;
      await replace(zone, host === zone ? '@' : host.slice(0, -zone.length - 1), value);
    },
  });
});

/** An answer begins with OK where the value was taken; a wrong zone is refused as a wrong password is. */
function explain({ ok, status, text }: HttpResponse): ExplainedFailure | undefined {
  if (ok && text.startsWith('OK')) return undefined;
  if (!ok && status !== 401 && status !== 403) return {};
  const message = text.trim().split('\n')[0]?.slice(0, 200) || 'no reason given';
  return {
    code: 'AUTHENTICATION',
    message,
    hint: 'Check user name and password of dynamic DNS, and whose domain they are',
  };
}
