import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  Failure,
  type FailureCode,
  fullName,
  type HttpResponse,
  parseRecordId,
  type RecordDraft,
  type Zone,
} from '../../core/sdk/index.js';
import { keysOf } from './keys.js';
import type manifest from './manifest.json';

/** Stands where no value is needed: an empty one is refused. */
const none = '.';

/** Words that begin an answer, as in the protocol of dyndns.org. */
const refusals: Readonly<Record<string, readonly [FailureCode, string]>> = {
  badauth: ['AUTHENTICATION', 'Check the key of this name, and that dynamic DNS is enabled for its TXT record'],
  nohost: ['RECORD_NOT_FOUND', 'Create the TXT record at dns.he.net, and enable dynamic DNS for it'],
  interval: ['RATE_LIMITED', 'Wait: the service takes few changes of a name'],
  abuse: ['RATE_LIMITED', 'Wait: the service has blocked the name for too many changes'],
};

/** A TXT record made by hand, whose value a key of its own can change. */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const keys = keysOf(options.tokens);
  http.hide(...keys.all);
  const api = http.extend({ baseUrl: 'https://dyn.dns.he.net', bodyFormat: 'form', responseFormat: 'text', explain });
  /** The value that was written here last, by name. */
  const written = new Map<string, string>();

  async function setValue(hostname: string, txt: string): Promise<void> {
    const password = keys.of(hostname);
    if (password === undefined) {
      throw new Failure('CONFIG', `there is no key for ${hostname}`, {
        hint: 'Add it to --auth-tokens, as www.example.com:KEY',
      });
    }
    await api.post('/nic/update', z.string(), { hostname, password, txt }, { repeatable: true });
    written.set(hostname, txt);
  }

  function write(zone: Zone, { name, content }: RecordDraft): Promise<void> {
    return setValue(fullName(name, zone.name), content);
  }

  return {
    findZone: async (name) => (keys.isWithin(name) ? { name } : undefined),
    async listRecords() {
      throw new Failure('UNSUPPORTED', 'the service cannot be asked for values by key');
    },
    createRecord: write,
    updateRecord: (zone, _id, draft) => write(zone, draft),
    async deleteRecord(zone, id) {
      const { name, content } = parseRecordId(id);
      const hostname = fullName(name, zone.name);
      // Another value has taken the place of this one.
      if ((written.get(hostname) ?? content) === content) await setValue(hostname, none);
    },
  };
});

function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  const [word = ''] = text.trim().split(/\s/);
  if (ok && /^(good|nochg)$/.test(word)) return undefined;
  const [code, hint] = refusals[word] ?? [];
  if (code !== undefined && hint !== undefined) return { code, hint, message: text.trim() };
  return ok
    ? { code: /^(badagent|notfqdn|911)$/.test(word) ? 'API' : 'RESPONSE', message: text.trim().slice(0, 200) }
    : {};
}
