import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  Failure,
  type FailureCode,
  fromPresentation,
  type HttpResponse,
  isFailure,
  isSameName,
  parseRecordId,
  type RecordDraft,
  type RecordFilter,
  recordId,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** What the API calls a type in its commands, and the field that holds the content. */
const types: Readonly<
  Record<string, { readonly command: string; readonly field: 'ip' | 'text' | 'destinationHostname' }>
> = {
  A: { command: 'A', field: 'ip' },
  AAAA: { command: 'AAAA', field: 'ip' },
  CNAME: { command: 'Cname', field: 'destinationHostname' },
  TXT: { command: 'TXT', field: 'text' },
};

const Domains = z
  .object({ data: z.array(z.object({ domain: z.string() })) })
  .transform(({ data }) => data.map(({ domain }) => domain));
const Item = z.object({
  type: z.string().optional(),
  hostname: z.string().optional(),
  /** The same as hostname, where one type was asked for. */
  host: z.string().optional(),
  ip: z.string().optional(),
  text: z.string().optional(),
  destinationHostname: z.string().optional(),
});
type Item = z.infer<typeof Item>;
const Items = z.object({ data: z.array(Item).nullable() }).transform(({ data }) => data ?? []);
const Answer = z.object({
  responseCode: z.number(),
  message: z.string().nullish().catch(undefined),
  errors: z
    .array(z.object({ code: z.number(), message: z.string() }))
    .optional()
    .catch(undefined),
});

/** The codes are those of EPP (RFC 5730, section 3). */
const codes: Readonly<Record<number, FailureCode>> = {
  2200: 'AUTHENTICATION',
  2201: 'AUTHENTICATION',
  2302: 'RECORD_EXISTS',
  2303: 'RECORD_NOT_FOUND',
};

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { username = '', password = '' } = options;
  const api = http.extend({
    baseUrl: 'https://dinahosting.com/special',
    basic: { username, password },
    bodyFormat: 'form',
    explain,
  });

  function form(command: string, fields: Readonly<Record<string, string>>) {
    return { command, ...fields, responseType: 'Json' };
  }

  async function change(
    zone: Zone,
    action: 'Add' | 'Delete',
    { type, name, content }: Pick<RecordDraft, 'type' | 'name' | 'content'>,
  ) {
    const { command, field } = specOf(type);
    const fields = { domain: zone.name, hostname: name, [field]: content };
    await api.post('/api.php', anything, form(`Domain_Zone_${action}Type${command}`, fields));
  }

  /** What exists already is refused with a code that other mistakes have as well: a look tells them apart. */
  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    try {
      await change(zone, 'Add', draft);
    } catch (error) {
      const isInDoubt = isFailure(error) && error.serviceCode === '2400';
      if (isInDoubt && (await listRecords(zone, draft)).some(({ id }) => id === recordId(draft)))
        throw new Failure('RECORD_EXISTS', error.message, { cause: error });
      throw error;
    }
  }

  async function listRecords(zone: Zone, { type }: RecordFilter): Promise<DnsRecord[]> {
    const command = type === undefined ? 'Domain_Zone_GetAll' : `Domain_Zone_GetType${specOf(type).command}`;
    const items = await api.post('/api.php', Items, form(command, { domain: zone.name }), { repeatable: true });
    return items.flatMap((item) => fromItem(item, type));
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    await change(zone, 'Delete', parseRecordId(id));
  }

  return {
    async findZone(name) {
      const request = { repeatable: true };
      const domains = await api.post('/api.php', Domains, form('Services_GetDomains', {}), request);
      return domains.some((domain) => isSameName(domain, name)) ? { name } : undefined;
    },

    listRecords,
    ...withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords }),
  };
});

function specOf(type: string) {
  const spec = types[type];
  if (spec === undefined) throw new Failure('UNSUPPORTED', `records of the type ${type} are not supported`);
  return spec;
}

function fromItem(item: Item, asked = ''): DnsRecord[] {
  const type = item.type ?? asked;
  const data = item.text ?? item.ip ?? item.destinationHostname;
  if (data === undefined) return [];
  const content = type === 'TXT' ? data : fromPresentation(type, data);
  const key = { type, name: item.hostname || item.host || '@', content };
  return [{ id: recordId(key), ...key }];
}

/** What is below 2000 is success; the HTTP status tells nothing. */
function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const answer = Answer.safeParse(data).data;
  if (answer === undefined || answer.responseCode < 2000) return undefined;
  const [error] = answer.errors ?? [];
  const serviceCode = error?.code ?? answer.responseCode;
  const message = error?.message ?? answer.message ?? 'no reason given';
  return { code: codes[serviceCode] ?? codes[answer.responseCode] ?? 'API', message, serviceCode: String(serviceCode) };
}
