import {
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  relativeName,
  zoneUnless,
} from '../../core/sdk/index.js';
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

  async function replace(zone: string, label: string, value: string): Promise<void> {
    await api.send('POST', '/replace', { body: { username, password, zone, label, type: 'TXT', value } });
  }

  return oneValueProvider({
    has: async (zone) => (await zoneUnless('AUTHENTICATION', zone, replace(zone, unused, ''))) !== undefined,
    write: (host, value = '', zone) => replace(zone, relativeName(host, zone), value),
  });
});

/** An answer begins with OK where the value was taken; a wrong zone is refused as a wrong password is. */
function explain({ ok, status, text }: HttpResponse): ExplainedFailure | undefined {
  if (ok && text.startsWith('OK')) return undefined;
  if (!ok && status !== 401 && status !== 403) return {};
  const [message = 'no reason given'] = /\S.*/.exec(text) ?? [];
  return {
    code: 'AUTHENTICATION',
    message,
    hint: 'Check user name and password of dynamic DNS, and whose domain they are',
  };
}
