import {
  defineProvider,
  Failure,
  type HttpClient,
  isHtml,
  type Path,
  path,
  type RecordDraft,
  recordItems,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { domainsPage, outcomeOn, recordsPage } from './pages.js';
import { createSession } from './session.js';

interface Zone {
  readonly id: string;
  readonly name: string;
}

const { toItem, fromItem } = recordItems({
  names: 'relative',
  apex: '',
  priority: { MX: 'priority' },
  usualPriority: 10,
});

/** The forms of https://my.easyname.com/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const run = createSession(http, options);

  async function records(client: HttpClient, zone: Zone) {
    const items = await client.get(path`/en/domain/dns/index/domain/${zone.id}/`, recordsPage);
    return items.map((item) => fromItem(item, zone));
  }

  /** A form that did its work answers with a page that says so, or leads on to one. @returns whether it said so */
  async function send(client: HttpClient, address: Path, repeatable: boolean, body?: object): Promise<boolean> {
    const { data } = await client.send('POST', address, { ...(body && { body }), takesRedirects: true, repeatable });
    return isHtml(data) && outcomeOn(data)?.isDone === true;
  }

  async function save(zone: Zone, draft: RecordDraft, id: string): Promise<void> {
    const form =
      id === '' ? path`/en/domain/dns/create/domain/${zone.id}` : path`/en/domain/dns/edit/domain/${zone.id}/id/${id}`;
    await run(async (client) => {
      if (await send(client, form, id !== '', { id, priority: '10', ...toItem(draft, zone) })) return;
      const wanted = fromItem({ ...toItem(draft, zone), id: '' }, zone);
      const isThere = (await records(client, zone)).some(
        ({ type, name, content }) => type === wanted.type && name === wanted.name && content === wanted.content,
      );
      if (!isThere) throw undone('saved');
    });
  }

  return {
    findZone: (name) => run(async (client) => zoneNamed(await client.get('/domains/', domainsPage), name)),

    listRecords: (zone) => run((client) => records(client, zone)),

    createRecord: (zone, draft) => save(zone, draft, ''),

    updateRecord: (zone, id, draft) => save(zone, draft, id),

    deleteRecord: (zone, id) =>
      run(async (client) => {
        if (await send(client, path`/en/domain/dns/delete/domain/${zone.id}/id/${id}/confirm/1`, true)) return;
        if ((await records(client, zone)).some((record) => record.id === id)) throw undone('removed');
      }),
  };
});

function undone(what: string): Failure {
  return new Failure('API', `the record was not ${what}, and the page does not say why`, {
    hint: 'Try it in the control panel; if it works there, the pages may have changed: please report it',
  });
}
