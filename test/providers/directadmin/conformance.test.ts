import { fqdn, fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { FakeRecord } from '../../../core/testing/fake-api.js';
import {
  allowOnly,
  basic,
  type Call,
  jsonAnswer,
  removeRecord,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const endpoint = 'https://panel.example.net:2222';

function refused(error: string, result: string) {
  return jsonAnswer({ error, result });
}

/** What the panel shows, and calls a record in a change. */
function itemOf({ type, name, content, ttl }: FakeRecord, apex: string) {
  const value = toPresentation({ type, content });
  const full = fqdn(name, apex);
  return { type, name: full, value, ttl: String(ttl), combined: new URLSearchParams({ name: full, value }).toString() };
}

function sent({ query, zone }: Call): FakeRecord {
  const { type = '', name = '', value = '', ttl } = query;
  // Text may come in quotes or without.
  const content = type === 'TXT' && !/^".*"$/.test(value) ? value : fromPresentation(type, value);
  return { type, name: relativeName(name, zone.name), content, ttl: Number(ttl ?? 14400) };
}

/** The record that `txtrecs0=name=…&value=…` means: by its place among those of its type, and by what it is. */
function located({ query, zone }: Call): string | undefined {
  const [key, combined] = Object.entries(query).find(([name]) => /recs\d+$/.test(name)) ?? [];
  const [, type = '', index = ''] = /^([a-z]+)recs(\d+)$/.exec(key ?? '') ?? [];
  const ofType = zone.records.all().filter(([, record]) => record.type === type.toUpperCase());
  const [id, record] = ofType[Number(index)] ?? [];
  return record !== undefined && itemOf(record, zone.name).combined === combined ? id : undefined;
}

const actions: Readonly<Record<string, (call: Call) => object>> = {
  add: (call) => {
    allowOnly(call.query, ['action', 'json', 'domain', 'type', 'name', 'value', 'ttl']);
    call.zone.records.insert(sent(call));
    return { success: 'Record Added' };
  },
  edit: (call) => {
    const id = located(call);
    return id !== undefined && call.zone.records.replace(id, sent(call))
      ? { success: 'Record Edited' }
      : refused('Cannot find that record', '');
  },
  // As lego asks: by what it is.
  delete: ({ query: { type = '', name = '', value = '' }, zone }) =>
    removeRecord(zone, { type, name: relativeName(name, zone.name), content: value })
      ? { success: 'Deleted' }
      : refused('Cannot find that record', ''),
  select: (call) => {
    const id = located(call);
    return id !== undefined && call.zone.records.remove(id)
      ? { success: 'Deleted' }
      : refused('Cannot find that record', '');
  },
};

function listDomains({ account }: Call) {
  const body = account.zones.map(({ name }) => `list[]=${name}`).join('&');
  return { status: 200, headers: { 'content-type': 'text/plain' }, body };
}

/** Takes both methods, and answers in JSON where that is asked for. */
function control(call: Call) {
  const query = { ...call.query, ...(call.body as typeof call.query | undefined) };
  const { action, domain = '', json } = query;
  const zone = call.account.zone('name', domain);
  if (zone === undefined) return refused('You do not own that domain', 'Unable to open the zone');
  if (action === undefined) return { records: zone.records.all().map(([, record]) => itemOf(record, zone.name)) };
  const done = actions[action]?.({ ...call, query, zone }) ?? refused('Unknown action', '');
  if (json === 'yes' || !('success' in done)) return done;
  return { status: 200, headers: {}, body: `error=0&text=${encodeURIComponent(String(done.success))}&details=` };
}

describeProvider('directadmin', {
  options: { username: 'u', password: 'opaque-password', endpoint },
  refusals: [
    [200, '', 'ZONE_NOT_FOUND'],
    [200, 'error=1&text=Cannot+do+that&details=bad+value', ['API', /Cannot do that: bad value /]],
    [200, 'error=1&text=Cannot+do+that&details=', ['API', /Cannot do that /]],
    [401, 'error=1&text=Cannot+do+that', 'AUTHENTICATION'],
  ],
  cases: {
    'takes no other text for an address with a name and a password': {
      options: { loginUrl: 'panel.example.net' },
      fails: 'CONFIG',
    },
    'reads once more where the service failed for a moment, also by POST': {
      asks: ['SHOW_DOMAINS?domain=example.com', 'DNS_CONTROL?json=yes&domain=example.com'].flatMap((command) => [
        { request: `GET /CMD_API_${command}`, status: 405 },
        { request: `POST /CMD_API_${command.replace('?domain=example.com', '')}`, status: 502 },
        {
          request: `POST /CMD_API_${command.replace('?domain=example.com', '')}`,
          answer: command.startsWith('SHOW') ? 'list[]=example.com' : { records: [] },
        },
      ]),
      lists: {},
      gives: [],
    },
    'takes what is gone for removed': {
      given: ['a TXT one'],
      removes: 'a TXT one',
      answers: { 'GET /CMD_API_DNS_CONTROL?action=select': [200, { error: 'Cannot find that record', result: '' }] },
    },
  },
  isRead: ({ url }) => !url.searchParams.has('action'),
  fake: routedFake({
    base: endpoint,
    credentials: basic('u', 'opaque-password'),
    routes: {
      'GET /CMD_API_SHOW_DOMAINS': listDomains,
      'POST /CMD_API_SHOW_DOMAINS': listDomains,
      'GET /CMD_API_DNS_CONTROL': control,
      'POST /CMD_API_DNS_CONTROL': control,
    },
  }),
});
