import {
  defineProvider,
  Failure,
  type HtmlElement,
  type HttpClient,
  htmlPage,
  needsQuotes,
  type RecordDraft,
  recordItems,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { hasStatus, recordsPage, zonesPage } from './pages.js';
import { createSession } from './session.js';

interface Zone {
  readonly id: string;
  readonly name: string;
}

const { toItem, fromItem } = recordItems({
  fields: { type: 'Type', name: 'Name', content: 'Content', ttl: 'TTL' },
  names: 'full',
  priority: { MX: 'Priority' },
  usualPriority: 10,
  quotes: needsQuotes,
});
const reading = recordItems({ priority: { MX: 'priority' }, quotes: 'read' });
const pageItself = htmlPage((page) => page);

/** The forms of https://dns.he.net/ */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const run = createSession(http, options, now);

  async function records(client: HttpClient, zone: Zone) {
    const query = { hosted_dns_zoneid: zone.id, menu: 'edit_zone', hosted_dns_editzone: '' };
    const items = await client.get('/', recordsPage, { query });
    return items.map((item) => reading.fromItem(item, zone));
  }

  function form(zone: Zone, id: string) {
    return {
      menu: 'edit_zone',
      hosted_dns_zoneid: zone.id,
      hosted_dns_recordid: id,
      hosted_dns_editzone: '1',
    };
  }

  /** Where the page does not say that it was done, the records tell. */
  async function save(zone: Zone, draft: RecordDraft, fields: Readonly<Record<string, string>>): Promise<void> {
    await run(async (client) => {
      const body = { account: '', Priority: '', ...toItem(draft, zone), ...fields };
      const page = await client.post('/index.cgi', pageItself, body, { repeatable: fields.hosted_dns_recordid !== '' });
      if (!(await isDone(client, zone, page, draft))) throw undone('saved');
    });
  }

  async function isDone(client: HttpClient, zone: Zone, page: HtmlElement, draft: RecordDraft): Promise<boolean> {
    if (hasStatus(page)) return true;
    const wanted = fromItem({ ...toItem(draft, zone), id: '' }, zone);
    return (await records(client, zone)).some(
      ({ type, name, content }) => type === wanted.type && name === wanted.name && content === wanted.content,
    );
  }

  return {
    findZone: (name) => run(async (client) => zoneNamed(await client.get('/', zonesPage), name)),

    listRecords: (zone) => run((client) => records(client, zone)),

    createRecord: (zone, draft) => save(zone, draft, { ...form(zone, ''), hosted_dns_editrecord: 'Submit' }),

    // The form for a change has the type in small letters.
    updateRecord: (zone, id, draft) =>
      save(zone, draft, { ...form(zone, id), Type: draft.type.toLowerCase(), hosted_dns_editrecord: 'Update' }),

    deleteRecord: (zone, id) =>
      run(async (client) => {
        const body = { ...form(zone, id), hosted_dns_delrecord: '1', hosted_dns_delconfirm: 'delete' };
        const page = await client.post('/index.cgi', pageItself, body, { repeatable: true });
        if (hasStatus(page)) return;
        if ((await records(client, zone)).some((record) => record.id === id)) throw undone('removed');
      }),
  };
});

function undone(what: string): Failure {
  return new Failure('API', `the record was not ${what}, and the page does not say why`, {
    hint: 'Try it at https://dns.he.net/; if it works there, the pages may have changed: please report it',
  });
}
