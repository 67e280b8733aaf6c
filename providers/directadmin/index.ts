import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  Failure,
  fqdn,
  fromPresentation,
  type HttpResponse,
  inOtherForm,
  isSameName,
  parseRecordId,
  type RecordDraft,
  recordId,
  relativeName,
  toPresentation,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({
  type: z.string(),
  /** With a final dot, or relative to the zone. */
  name: z.string(),
  value: z.string(),
  /** Name and value as a query: what the record is called in a change. */
  combined: z.string(),
  ttl: z.coerce.number().optional(),
});
type Item = z.infer<typeof Item>;
const Items = z.object({ records: z.array(Item) }).transform(({ records }) => records);
/** An account without domains answers nothing. */
const Domains = z
  .instanceof(URLSearchParams)
  .optional()
  .transform((form) => form?.getAll('list[]') ?? []);
const Refusal = z.object({ error: z.string(), result: z.string().optional() });

/** The command that lists and changes the records of a domain. */
const records = '/CMD_API_DNS_CONTROL';

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { baseUrl, basic } = accountOf(options);
  const api = http.extend({ baseUrl, basic, explain });

  async function listItems(zone: Zone): Promise<Item[]> {
    const request = { query: { json: 'yes', domain: zone.name } };
    return inOtherForm(api.get(records, Items, request), () =>
      api.post(records, Items, undefined, { ...request, repeatable: true }),
    );
  }

  /** Changes are made by GET, or as a form where a server wants that; one that got no answer must not be made twice. */
  async function change(zone: Zone, fields: Readonly<Record<string, string | number | undefined>>): Promise<void> {
    const query = { json: 'yes', domain: zone.name };
    const request = { query: { ...fields, ...query }, repeatable: false };
    await inOtherForm(api.get(records, anything, request), () =>
      api.post(records, anything, fields, { query, bodyFormat: 'form' }),
    );
  }

  /** A record is named by its place among those of its type, as it stands now. */
  async function locate(zone: Zone, id: string): Promise<Record<string, string>> {
    const { type } = parseRecordId(id);
    const items = (await listItems(zone)).filter((item) => item.type === type);
    const index = items.findIndex((item) => fromItem(item, zone).id === id);
    const item = items[index];
    if (item === undefined) throw new Failure('RECORD_NOT_FOUND', `no ${type} record has the identifier ${id}`);
    return { [`${type.toLowerCase()}recs${index}`]: item.combined };
  }

  return {
    async findZone(name) {
      const request = { query: { domain: name }, responseFormat: 'form' } as const;
      const domains = await inOtherForm(api.get('/CMD_API_SHOW_DOMAINS', Domains, request), () =>
        api.post('/CMD_API_SHOW_DOMAINS', Domains, undefined, { responseFormat: 'form', repeatable: true }),
      );
      return domains.some((domain) => isSameName(domain, name)) ? { name } : undefined;
    },

    async listRecords(zone) {
      return (await listItems(zone)).map((item) => fromItem(item, zone));
    },

    async createRecord(zone, draft) {
      await change(zone, { action: 'add', ...toItem(draft, zone), ttl: draft.ttl });
    },

    async updateRecord(zone, id, draft) {
      await change(zone, { action: 'edit', ...(await locate(zone, id)), ...toItem(draft, zone), ttl: draft.askedTtl });
    },

    async deleteRecord(zone, id) {
      await change(zone, { action: 'select', ...(await locate(zone, id)) });
    },
  };
});

interface Account {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly loginUrl?: string | undefined;
}

/** One URL may hold all, as acme.sh has it. @throws Failure CONFIG where it is none */
function accountOf({ username = '', password = '', endpoint = '', loginUrl }: Account) {
  if (loginUrl === undefined) return { baseUrl: endpoint, basic: { username, password } };
  if (!URL.canParse(loginUrl)) {
    throw new Failure('CONFIG', 'the URL with user name and password cannot be read', {
      hint: 'Write it as https://user:password@server.example:2222, what is no letter or figure percent-encoded',
    });
  }
  const url = new URL(loginUrl);
  const basic = { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return { baseUrl: url.origin, basic };
}

function toItem(draft: RecordDraft, zone: Zone) {
  const value = draft.type === 'TXT' ? draft.content : toPresentation(draft);
  return { name: fqdn(draft.name, zone.name), type: draft.type, value };
}

function fromItem({ type, name, value, ttl }: Item, zone: Zone) {
  const key = { type, name: relativeName(name, zone.name), content: fromPresentation(type, value) };
  return { id: recordId(key), ...key, ttl };
}

/** Refusals come with 200: as JSON, as a form, or as the page to log in at. */
function explain({ status, data, text }: HttpResponse): ExplainedFailure | undefined {
  const form = data instanceof URLSearchParams ? data : new URLSearchParams();
  const refusal = Refusal.safeParse(data).data;
  const [message, details] = [refusal?.error ?? form.get('text'), refusal?.result ?? form.get('details')];
  if (/^\s*<(!doctype )?html/i.test(text)) return { code: 'AUTHENTICATION', message: 'the page to log in at' };
  if (refusal === undefined && form.get('error') !== '1') return undefined;
  const words = [message, details].filter(Boolean).join(': ');
  const isRefused = status === 401 || /access|permission|not logged in/i.test(words);
  const isGone = /(?:cannot find|no such) (?:that )?record/i.test(words);
  return { code: isRefused ? 'AUTHENTICATION' : isGone ? 'RECORD_NOT_FOUND' : 'API', message: words };
}
