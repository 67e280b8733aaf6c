import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainStatus,
  isFailure,
  parseRecordId,
  path,
  type RecordDraft,
  recordId,
  recordItems,
  signedIn,
  undefinedIf,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { fetchToken } from './token.js';

const OneZone = z.object({ domain: z.object({ name: z.string() }) }).transform(({ domain }) => domain);
const Entry = z.object({ name: z.string(), expire: z.number(), type: z.string(), content: z.string() });
const Entries = z.object({ dnsEntries: z.array(Entry) }).transform(({ dnsEntries }) => dnsEntries);
const { toItem, fromItem } = recordItems({ fields: { ttl: 'expire' }, dots: true });
/** While it saves a change of a zone, the API refuses the next one: that can be tried again. */
const explain = explainStatus({ 409: 'RATE_LIMITED' });

export default defineProvider<typeof manifest>(({ options, http }) => {
  const open = http.extend({ baseUrl: 'https://api.transip.nl/v6', explain });
  /** Whether tokens are asked for that are good anywhere, which not every key pair may. */
  let isGlobal = options.keyIsGlobal;
  let hasWorked = options.keyIsGlobal;

  async function logIn(): Promise<string> {
    try {
      return await fetchToken(open, { ...options, keyIsGlobal: isGlobal });
    } catch (error) {
      if (options.keyIsGlobal || !isFailure(error, 'AUTHENTICATION')) throw error;
      const token = await undefinedIf('AUTHENTICATION', fetchToken(open, { ...options, keyIsGlobal: !isGlobal }));
      if (token === undefined) throw error;
      isGlobal = !isGlobal;
      return token;
    }
  }

  const session = signedIn(logIn);
  const api = open.extend({
    ...session,
    explain(response) {
      hasWorked ||= response.ok;
      return explain(response);
    },
    async renew() {
      if (!hasWorked) isGlobal = !isGlobal;
      return session.renew();
    },
  });

  async function listRecords(zone: Zone) {
    const entries = await api.get(path`/domains/${zone.name}/dns`, Entries);
    return entries.map((entry) => fromItem({ ...entry, id: idOf(entry) }, zone));
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post(path`/domains/${zone.name}/dns`, anything, { dnsEntry: toItem(draft, zone) });
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await api.delete(path`/domains/${zone.name}/dns`, { body: { dnsEntry: entryOf(id) } });
  }

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/domains/${name}`, OneZone)),

    listRecords,
    ...withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords }),
  };
});

/** An entry is deleted by all that it consists of, to the letter: so the id holds the TTL as well. */
function idOf(entry: z.infer<typeof Entry>): string {
  return `${entry.expire}/${recordId(entry)}`;
}

function entryOf(id: string) {
  const [expire = '', ...rest] = id.split('/');
  return { ...parseRecordId(rest.join('/')), expire: Number(expire) };
}
