import { defineProvider, Failure } from '../../core/sdk/index.js';
import { keysOf } from '../families/keys-by-name/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

/** Stands where no value is needed: a record cannot be removed. */
const none = 'empty';

/** TXT records made by hand, whose content can be changed by their ids; the service has no documentation of it. */
export default defineProvider<typeof manifest>(({ options: { username, password, recordsMapping }, http }) => {
  const ids = keysOf(recordsMapping);
  const api = http.extend({
    baseUrl: 'https://account.selfhost.de',
    query: { username, password },
    responseFormat: 'text',
    explain({ ok, text }) {
      if (!ok || text.includes('200 OK')) return undefined;
      const hint = 'Check the customer number, its password, and that the records are of this account';
      return { code: 'API', message: text || 'no answer', hint };
    },
  });

  return oneValueProvider({
    has: ids.isWithin,
    async write(host, content = none) {
      // Where two records were made, one is enough: challenges of a name go one after the other.
      const [rid] = ids.of(host)?.match(/^\d+/) ?? [];
      if (rid === undefined) {
        throw new Failure('CONFIG', `there is no id of a record for ${host}`, {
          hint: 'Add it to --records-mapping, as www.example.com:12345',
        });
      }
      await api.send('GET', '/cgi-bin/api.pl', { query: { rid, content } });
    },
  });
});
