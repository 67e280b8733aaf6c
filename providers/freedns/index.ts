import {
  canonicalName,
  type DnsRecord,
  defineProvider,
  Failure,
  type FailureWords,
  fromPresentation,
  fullName,
  type HttpClient,
  hostOrEmpty,
  isHtml,
  isWithin,
  quoteTxt,
  type RecordDraft,
  type RecordFilter,
  relativeName,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { errorOn, formPage, listPage, type Row, type Zone } from './pages.js';
import { createSession } from './session.js';

const kinds: FailureWords = [
  [/security code/i, 'UNSUPPORTED'],
  [/already (have|existent|exists)/i, 'RECORD_EXISTS'],
];

/** The forms of https://freedns.afraid.org/subdomain/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const run = createSession(http, options);

  /** All domains and records of the account. */
  async function list(client: HttpClient) {
    const found = (await client.get('/subdomain/', listPage)) ?? (await client.get('/subdomain/', listPage));
    if (found !== undefined) return found;
    throw new Failure('RESPONSE', 'the page of subdomains shows neither domains nor records', {
      hint: 'Look at https://freedns.afraid.org/subdomain/: if the account has a domain there, the page was changed; please report it',
    });
  }

  async function toRecord(client: HttpClient, zone: Zone, { id, type, name, data }: Row): Promise<DnsRecord> {
    const isCut = data.endsWith('...');
    const whole = isCut ? await client.get('/subdomain/edit.php', formPage, { query: { data_id: id } }) : data;
    return { id, type, name: relativeName(name, zone.name), content: fromPresentation(type, whole) };
  }

  async function records(client: HttpClient, zone: Zone, filter: RecordFilter): Promise<DnsRecord[]> {
    const { zones, records } = await list(client);
    const rows = records.filter((row) => zoneOf(row.name, zones)?.name === zone.name && isAsked(row, zone, filter));
    const found: DnsRecord[] = [];
    for (const row of rows) found.push(await toRecord(client, zone, row));
    return found;
  }

  async function save(client: HttpClient, zone: Zone, draft: RecordDraft, id?: string): Promise<void> {
    const { type, name, content } = draft;
    const address = type === 'TXT' ? quoteTxt(content) : content;
    const body = { type, domain_id: zone.id, subdomain: hostOrEmpty(name), address, data_id: id, send: 'Save!' };
    const answer = await client.send('POST', '/subdomain/save.php', { query: { step: 2 }, body, takesRedirects: true });
    if (answer.headers.location !== undefined) return;
    // A form that did its work leads on; where a page came, it says why not, or the records tell.
    const message = isHtml(answer.data) ? errorOn(answer.data) : '';
    const code = kinds.find(([words]) => words.test(message))?.[1];
    if (code === undefined && (await records(client, zone, draft)).some((record) => record.content === content)) return;
    throw new Failure(code ?? 'API', `the record was not saved: ${message}`);
  }

  return {
    findZone: (name) => run(async (client) => zoneNamed((await list(client)).zones, name)),

    listRecords: (zone, filter) => run((client) => records(client, zone, filter)),

    createRecord: (zone, draft) => run((client) => save(client, zone, draft)),

    updateRecord: (zone, id, draft) => run((client) => save(client, zone, draft, id)),

    deleteRecord: (_zone, id) =>
      run(async (client) => {
        const query = { 'data_id[]': id, submit: 'delete selected' };
        const { headers } = await client.send('GET', '/subdomain/delete2.php', { query, takesRedirects: true });
        if (headers.location !== undefined || !(await list(client)).records.some((row) => row.id === id)) return;
        throw new Failure('API', 'the record was not removed, and the page does not say why');
      }),
  };
});

/** The nearest zone above a name. */
function zoneOf(name: string, zones: readonly Zone[]): Zone | undefined {
  const above = zones.filter((zone) => isWithin(canonicalName(name), canonicalName(zone.name)));
  return above.sort((one, other) => other.name.length - one.name.length)[0];
}

function isAsked(row: Row, zone: Zone, { type, name }: RecordFilter): boolean {
  if (type !== undefined && row.type !== type) return false;
  return name === undefined || row.name.toLowerCase() === fullName(name, zone.name);
}
