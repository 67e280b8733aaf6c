import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  Failure,
  fromPresentation,
  type HttpResponse,
  hostOrEmpty,
  inOtherForm,
  isFailure,
  path,
  type RecordDraft,
  replaceRecord,
  signedIn,
  splitPriority,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const DynuZone = z.object({ id: z.number(), name: z.string() });
type DynuZone = z.infer<typeof DynuZone>;
const Zones = z.object({ domains: z.array(DynuZone) }).transform(({ domains }) => domains);
/** Another way to ask for a zone: what a name belongs to. */
const Root = z
  .object({ id: z.number(), domainName: z.string() })
  .transform(({ id, domainName }): DynuZone[] => [{ id, name: domainName }]);
const Item = z
  .object({
    id: z.coerce.string(),
    recordType: z.string(),
    nodeName: z.string(),
    ttl: z.number(),
    /** In master-file form: `a.example.com. 60 IN A 192.0.2.1` */
    content: z.string().nullish(),
    textData: z.string().nullish(),
  })
  .transform(({ id, recordType: type, nodeName, ttl, content, textData }): DnsRecord => {
    const data = (content ?? '').split(` IN ${type} `).slice(1).join(` IN ${type} `);
    const name = nodeName.toLowerCase() || '@';
    return { id, type, name, content: textData ?? fromPresentation(type, data), ttl };
  });
const Items = z.object({ dnsRecords: z.array(Item) }).transform(({ dnsRecords }) => dnsRecords);
const Login = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const Refusal = z.object({ statusCode: z.number(), message: z.string() });

export default defineProvider<typeof manifest, DynuZone>(({ options, http }) => {
  const open = http.extend({ baseUrl: 'https://api.dynu.com/v2', explain });
  const { token, clientId: username = '', clientSecret: password = '' } = options;
  const logIn = () => open.get('/oauth2/token', Login, { basic: { username, password } });
  const api = open.extend(token === undefined ? signedIn(logIn) : { headers: { 'API-Key': token } });

  async function listRecords(zone: DynuZone): Promise<DnsRecord[]> {
    return api.get(path`/dns/${zone.id}/record`, Items);
  }

  async function createRecord(zone: DynuZone, draft: RecordDraft): Promise<void> {
    try {
      await api.post(path`/dns/${zone.id}/record`, anything, { ...toItem(draft), ttl: draft.ttl });
    } catch (error) {
      // A record that exists is refused as any wrong argument is.
      const isThere = isFailure(error) && error.status === 501 && (await has(zone, draft));
      throw isThere ? new Failure('RECORD_EXISTS', error.message, { cause: error }) : error;
    }
  }

  async function has(zone: DynuZone, { type, name, content, priority }: RecordDraft): Promise<boolean> {
    const wanted = priority === undefined ? content : `${priority} ${content}`;
    const records = await listRecords(zone);
    return records.some((record) => record.type === type && record.name === name && record.content === wanted);
  }

  async function deleteRecord(zone: DynuZone, id: string): Promise<void> {
    try {
      await api.delete(path`/dns/${zone.id}/record/${id}`);
    } catch (error) {
      const isGone = isFailure(error) && error.status === 501;
      throw isGone ? new Failure('RECORD_NOT_FOUND', error.message, { cause: error }) : error;
    }
  }

  return {
    async findZone(name) {
      const rootOf = () => noneIfStrange(api.get(path`/dns/getroot/${name}`, Root));
      return zoneNamed(await inOtherForm(api.get('/dns', Zones), rootOf), name);
    },
    listRecords,
    createRecord,
    async updateRecord(zone, id, draft) {
      const before = await api.get(path`/dns/${zone.id}/record/${id}`, Item);
      if (before.name === draft.name && before.type === draft.type) {
        const body = { ...toItem(draft), ttl: draft.ttl };
        await api.post(path`/dns/${zone.id}/record/${id}`, anything, body, { repeatable: true });
        return;
      }
      // A record keeps its name for life.
      const { type, name, content, ttl = draft.ttl } = before;
      const old = { type, name, content, ttl };
      await replaceRecord({
        add: () => createRecord(zone, draft),
        remove: () => deleteRecord(zone, id),
        removesFirst: { old, putBack: () => createRecord(zone, old) },
      });
    },
    deleteRecord,
  };
});

/** A name of somebody else's is refused as any wrong argument is. */
async function noneIfStrange(reading: Promise<DynuZone[]>): Promise<DynuZone[]> {
  try {
    return await reading;
  } catch (error) {
    if (isFailure(error) && (error.status === 501 || error.status === 404)) return [];
    throw error;
  }
}

/** The data goes into other fields for each type. */
function toItem(draft: RecordDraft) {
  const { content, priority = 0 } = splitPriority(draft);
  const item = { recordType: draft.type, state: true, nodeName: hostOrEmpty(draft.name) };
  const words = content.split(/\s+/);
  switch (draft.type) {
    case 'A':
      return { ...item, ipv4Address: content };
    case 'AAAA':
      return { ...item, ipv6Address: content };
    case 'MX':
      return { ...item, priority, host: content };
    case 'SRV':
      return { ...item, priority, weight: Number(words[0]), port: Number(words[1]), host: words[2] };
    case 'TXT':
      return { ...item, textData: content };
    default:
      return { ...item, host: content };
  }
}

/** 501 says that an argument is wrong; 503 with words of its own that the free account has no room for more. */
function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return {};
  const { statusCode, message } = refusal;
  const isFinal = statusCode === 501 || statusCode === 503;
  return { message, serviceCode: String(statusCode), ...(isFinal && { code: 'API' }) };
}
