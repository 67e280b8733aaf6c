import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainWords,
  Failure,
  type HttpMethod,
  type Path,
  path,
  poll,
  quoteTxt,
  type RecordSet,
  readPages,
  recordSetProvider,
  relativeName,
  undefinedIf,
  unquoteTxt,
  withDot,
} from '../../core/sdk/index.js';
import { signV4 } from '../families/aws/sigv4.js';
import type manifest from './manifest.json';

const OneZone = z.object({ zone: z.object({ id: z.string() }) }).transform(({ zone }) => zone);
type Zone = z.infer<typeof OneZone> & { readonly name: string };
/** Loose, for who owns it comes back as it is. */
const Item = z.looseObject({
  ...{ id: z.string(), type: z.string(), name: z.string(), ttl: z.number() },
  records: z.array(z.object({ text: z.string().optional() })),
});
type ItemSet = RecordSet & { readonly item: z.infer<typeof Item> };
const Page = z
  .object({ recordSets: z.array(Item), nextId: z.string().optional() })
  .transform(({ recordSets, nextId }) => ({ items: recordSets.filter(({ type }) => type === 'TXT'), next: nextId }));
const Change = z.object({
  ...{ id: z.string(), status: z.string(), systemMessage: z.string().nullish() },
  recordSet: z.object({ id: z.string() }),
});

/** https://www.vinyldns.io/api/ */
export default defineProvider<typeof manifest, Zone>(({ options, http, now, signal }) => {
  const credentials = { accessKeyId: options.accessKey, secretAccessKey: options.secretKey };
  const api = http.extend({
    baseUrl: baseAddress(options.host),
    sign: (request) => signV4(request, credentials, { region: 'us-east-1', service: 'VinylDNS', now: now() }),
    explain: explainWords([
      [/pending change/, 'RATE_LIMITED'],
      // Somebody else was there first: the set is to be read anew.
      [/already exists/, 'API', { retryable: true }],
    ]),
  });
  const setsOf = (zone: Zone) => path`/zones/${zone.id}/recordsets`;

  /** Changes are queued, and can be looked at once their turn has come. */
  async function submit(zone: Zone, method: HttpMethod, at: Path, body?: object): Promise<void> {
    const begun = Change.safeParse((await api.send(method, at, { body })).data).data;
    if (begun === undefined) throw new Failure('RESPONSE', 'the answer tells of no change that was begun');
    const change = path`${setsOf(zone)}/${begun.recordSet.id}/changes/${begun.id}`;
    const ended = await poll({
      read: () => undefinedIf('RECORD_NOT_FOUND', api.get(change, Change)),
      isDone: (seen) => seen !== undefined && /^(Complete|Failed)$/.test(seen.status),
      ...{ pauseMs: 100, growth: 2, longestPauseMs: 4000, limitMs: 120_000, now, signal },
    });
    if (ended === undefined) throw new Failure('TIMEOUT', 'the change of the record set is still queued');
    if (ended.status === 'Failed') throw new Failure('API', ended.systemMessage ?? 'the record set did not change');
  }

  function toSet(item: z.infer<typeof Item>, zone: Zone): ItemSet {
    const values = item.records.map(({ text = '' }) => (options.quoteValue ? unquoteTxt(text) : text));
    return { type: 'TXT', name: relativeName(item.name, zone.name), ttl: item.ttl, values, item };
  }

  return recordSetProvider<Zone, ItemSet>({
    async findZone(name) {
      const zone = await undefinedIf('RECORD_NOT_FOUND', api.get(path`/zones/name/${withDot(name)}`, OneZone));
      return zone && { ...zone, name };
    },

    async listSets(zone, { name }) {
      // The apex has more than one name.
      const query = { recordTypeFilter: 'TXT', recordNameFilter: name === '@' ? undefined : name };
      const read = (startFrom?: string) => api.get(setsOf(zone), Page, { query: { ...query, startFrom } });
      return (await readPages(read)).map((item) => toSet(item, zone));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const records = values.map((text) => ({ text: options.quoteValue ? quoteTxt(text) : text }));
      const body = { zoneId: zone.id, type, name, ...before?.item, ttl, records };
      if (before === undefined) await submit(zone, 'POST', setsOf(zone), body);
      else await submit(zone, 'PUT', path`${setsOf(zone)}/${before.item.id}`, body);
    },

    deleteSet: (zone, { item }) => submit(zone, 'DELETE', path`${setsOf(zone)}/${item.id}`),
  });
});
