import {
  type DnsRecord,
  defineProvider,
  Failure,
  type HttpClient,
  hostOrEmpty,
  isHtml,
  joinPriority,
  path,
  type RecordDraft,
  recordItems,
  splitPriority,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { dnsPage, formPage, messageOn, packagesPage } from './pages.js';
import { createSession } from './session.js';

interface Zone {
  readonly id: string;
  readonly name: string;
}

const { fromItem } = recordItems({
  fields: { content: 'value' },
  priority: { MX: 'prio' },
  quotes: 'read',
});

/** The forms of https://my.world4you.com/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const run = createSession(http, options);
  const pageOf = (zone: Zone) => path`/${zone.id}/dns`;

  async function records(client: HttpClient, zone: Zone) {
    const { items, message } = await client.get(pageOf(zone), dnsPage);
    return { message, records: items.map((item) => fromItem(item, zone)) };
  }

  /** A form that did its work leads on to the page, whose records tell whether it did. */
  async function send(zone: Zone, name: string, fields: object, isDone: (records: readonly DnsRecord[]) => boolean) {
    await run(async (client) => {
      const form = await client.get(pageOf(zone), formPage(name));
      const own = Object.entries(fields).map(([field, value]) => [`${name}${field}`, value]);
      const address = name.startsWith('Delete') ? path`/${zone.id}/dns/record/delete` : pageOf(zone);
      const body = { ...form, ...Object.fromEntries(own) };
      const { data } = await client.send('POST', address, { body, takesRedirects: true });
      const said = isHtml(data) ? messageOn(data) : undefined;
      const after = await records(client, zone);
      if (isDone(after.records)) return;
      throw new Failure('API', `nothing was changed: ${said ?? after.message ?? 'the page does not say why'}`);
    });
  }

  function save(zone: Zone, draft: RecordDraft, name: string, id: object): Promise<void> {
    const { priority: asked = 10, content } = splitPriority(draft);
    const priority = draft.type === 'MX' ? asked : undefined;
    const fields = {
      '[name]': hostOrEmpty(draft.name),
      '[dnsType][type]': draft.type,
      '[dnsType][prio]': priority,
      '[value]': content,
      ...id,
    };
    const wanted = joinPriority({ content, priority });
    return send(zone, name, fields, (found) =>
      found.some(
        (record) => record.type === draft.type && record.name === draft.name && joinPriority(record) === wanted,
      ),
    );
  }

  return {
    findZone: (name) => run(async (client) => zoneNamed(await client.get('/', packagesPage), name)),

    listRecords: (zone) => run(async (client) => (await records(client, zone)).records),

    createRecord: (zone, draft) => save(zone, draft, 'AddDnsRecordForm', {}),

    updateRecord: (zone, id, draft) => save(zone, draft, 'EditDnsRecordForm', { '[id]': id }),

    deleteRecord: (zone, id) =>
      send(zone, 'DeleteDnsRecordForm', { '[id]': id }, (found) => !found.some((record) => record.id === id)),
  };
});
