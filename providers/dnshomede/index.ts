import { defineProvider, type ExplainedFailure, Failure, type HttpResponse } from '../../core/sdk/index.js';
import { keysOf } from '../families/keys-by-name/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

const label = '_acme-challenge.';

/** The requests of the service's own hook for acme.sh: each subdomain has a password, and one value for its challenge. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const passwords = keysOf(options.credentials);
  http.hide(...passwords.all);
  const api = http.extend({ baseUrl: 'https://www.dnshome.de', bodyFormat: 'form', responseFormat: 'text', explain });

  return oneValueProvider({
    has: passwords.isWithin,
    async write(host, value, _zone, taken) {
      const username = host.startsWith(label) ? host.slice(label.length) : '';
      const password = username && passwords.of(username);
      if (!password) {
        throw new Failure('CONFIG', `there is no password for the challenge ${host}`, {
          hint: 'Add its subdomain to --auth-credentials, as home.dnshome.de:PASSWORD',
        });
      }
      const body = { acme: value === undefined ? 'rm' : 'add', txt: value ?? taken };
      await api.send('POST', '/dyndns.php', { basic: { username, password }, body, repeatable: true });
    },
  });
});

/** The status is 200, whatever happened. */
function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (!ok || text.startsWith('successfully')) return undefined;
  if (/no valid acme txt record/.test(text)) return { code: 'RECORD_NOT_FOUND', message: text };
  if (/badauth/.test(text)) return { code: 'AUTHENTICATION', message: text, hint: 'Check subdomain and password' };
  return { code: 'API', message: text || 'no answer' };
}
