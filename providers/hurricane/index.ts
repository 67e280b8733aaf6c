import { defineProvider, type ExplainedFailure, Failure, type HttpResponse } from '../../core/sdk/index.js';
import { keysOf } from '../families/keys-by-name/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

/** Stands where no value is needed: an empty one is refused. */
const none = '.';

/** Words that begin an answer, as in the protocol of dyndns.org. */
const refusals: Readonly<Record<string, Pick<ExplainedFailure, 'code' | 'hint'>>> = {
  badauth: {
    code: 'AUTHENTICATION',
    hint: 'Check the key, and that dynamic DNS is enabled for the TXT record of this name',
  },
  nohost: { code: 'RECORD_NOT_FOUND', hint: 'Create the TXT record at dns.he.net, and enable dynamic DNS for it' },
  interval: { code: 'RATE_LIMITED', hint: 'Wait: the service takes few changes of a name' },
  abuse: { code: 'RATE_LIMITED', hint: 'Wait: the service has blocked the name for too many changes' },
};

/** A TXT record made by hand, whose value a key of its own can change. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const keys = keysOf(options.tokens);
  http.hide(...keys.all);
  const api = http.extend({ baseUrl: 'https://dyn.dns.he.net', bodyFormat: 'form', responseFormat: 'text', explain });

  return oneValueProvider({
    has: keys.isWithin,
    async write(hostname, txt = none) {
      const password = keys.of(hostname);
      if (password === undefined) {
        throw new Failure('CONFIG', `there is no key for ${hostname}`, {
          hint: 'Add it to --auth-tokens, as www.example.com:KEY',
        });
      }
      await api.send('POST', '/nic/update', { body: { hostname, password, txt }, repeatable: true });
    },
  });
});

function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  const [word = ''] = text.split(/\s/);
  if (ok && /^(good|nochg)$/.test(word)) return undefined;
  const known = refusals[word];
  if (known !== undefined) return { ...known, message: text };
  return ok ? { code: /^(badagent|notfqdn|911)$/.test(word) ? 'API' : 'RESPONSE', message: text } : {};
}
