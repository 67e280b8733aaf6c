import { quoteTxt } from '../../../core/sdk/index.js';
import {
  asObject,
  type Call,
  describeProvider,
  field,
  type GivenAnswer,
  idOfRecord,
  itemForm,
  jsonAnswer,
  refuse,
  routedFake,
} from '../../../core/testing/index.js';

const form = itemForm({ form: { names: 'full', priority: { MX: 'priority', SRV: 'priority' }, quotes: 'read' } });
const perPage = 100;
const refusal = (text: string, value = '') => ({ status: 'error', errors: [{ text, value }] });
const configOf = (id: string, name: string) => ({
  ...{
    id,
    name,
    type: 'NATIVE',
    status: 'active',
    dnsServerGroupId: null,
    dnsSecMode: 'off',
    emailAddress: 'me@a.example',
  },
  soaValues: { refresh: 86400, retry: 7200, expire: 3600000, ttl: 86400, negativeTtl: 900 },
  templateValues: null,
});

/** Text is shown in quotes. */
function recordsIn(zone: Call['zone']) {
  return zone.records.all().map(([id, record]) => {
    const item = form.toItem(record, id, zone);
    return record.type === 'TXT' ? { ...item, content: quoteTxt(record.content) } : item;
  });
}

/** JSON, whatever type it is said to be. */
const bodyOf = ({ request }: Call) => JSON.parse(request.body) as Readonly<Record<string, unknown>>;
/** Clients write the names of fields with a small first letter or a capital one. */
const lower = (text: unknown) => String(text).toLowerCase();

/** The API of hosting.de at another address. https://www.hosting.de/api/ */
function fakeAt(endpoint: string) {
  return routedFake({
    base: `${endpoint}/api/dns/v1/json`,
    credentials: field('authToken', 'opaque-token'),
    refused: [200, refusal('Invalid auth token')],
    routes: {
      'POST /zoneConfigsFind': (call) => {
        const { field: by, value } = asObject(bodyOf(call).filter);
        if (lower(by) !== 'zonename') refuse(400, refusal('filter'));
        const found = call.account.zones.filter(({ name }) => name === value);
        return page(
          'FindZoneConfigsResult',
          found.map(({ id, name }) => configOf(id, name)),
          call,
        );
      },
      'POST /zonesFind': (call) => {
        const zone = call.account.zone('id', String(asObject(bodyOf(call).filter).value));
        return page('FindZonesResult', zone === undefined ? [] : [{ zoneConfig: configOf(zone.id, zone.name) }], call);
      },
      'POST /recordsFind': (call) => {
        const filters = asObject(bodyOf(call).filter).subFilter as { field: string; value: string }[];
        const {
          zoneconfigid = '',
          recordtype,
          recordname,
        } = Object.fromEntries(filters.map((each) => [lower(each.field), each.value]));
        const zone = call.account.zone('id', zoneconfigid);
        const items = zone === undefined ? [] : recordsIn(zone);
        const isAsked = ({ type, name }: (typeof items)[number]) =>
          (recordtype ?? type) === type && (recordname ?? name) === name;
        return page('FindRecordsResult', items.filter(isAsked), call);
      },
      'POST /zoneUpdate': update,
    },
  });
}

/** Written in lines, which acme.sh reads one by one. */
function page(type: string, items: readonly object[], call: Call): GivenAnswer {
  const { page: number = 1, limit = perPage } = bodyOf(call) as { page?: number; limit?: number };
  const data = items.slice((number - 1) * limit, number * limit);
  const response = {
    type,
    data,
    limit,
    page: number,
    totalEntries: items.length,
    totalPages: Math.ceil(items.length / limit),
  };
  return { ...jsonAnswer({}), body: JSON.stringify({ status: 'success', errors: [], response }, null, 2) };
}

/** What is to go is told by its id, or by what it is. */
function update(call: Call): object {
  const { zoneConfig, recordsToAdd, recordsToDelete } = bodyOf(call);
  const zone = call.account.zone('id', String(asObject(zoneConfig).id));
  if (zone === undefined) return refusal('no such zone');
  for (const item of (recordsToDelete ?? []) as Readonly<Record<string, unknown>>[]) {
    zone.records.remove(String(item.id ?? idOfRecord(zone, form.fromItem(item, zone))));
  }
  for (const item of (recordsToAdd ?? []) as object[]) zone.records.insert(form.fromItem(asObject(item), zone));
  const response = { zoneConfig: configOf(zone.id, zone.name), records: recordsIn(zone) };
  return { status: 'pending', errors: [], response };
}

const asked = (request: string, fields: object, number = 1) =>
  [request, { ...fields, authToken: 'opaque-token', page: number }] as const;
const zone = asked('POST /zoneConfigsFind', { filter: { field: 'ZoneName', value: 'example.com' } });
const subFilter = Object.entries({ zoneConfigId: '71', RecordType: 'TXT', RecordName: 'a.example.com' });
const filter = { subFilterConnective: 'AND', subFilter: subFilter.map(([by, value]) => ({ field: by, value })) };
const every = { subFilterConnective: 'AND', subFilter: filter.subFilter.slice(0, 1) };
const all = asked('POST /recordsFind', { filter: every });
const list = (number = 1) => asked('POST /recordsFind', { filter }, number);
const change = (fields: object) => asked('POST /zoneUpdate', { zoneConfig: configOf('71', 'example.com'), ...fields });
const added = change({ recordsToAdd: [{ type: 'TXT', name: 'a.example.com', content: 'one', ttl: 60 }] });
const removed = (...ids: string[]) => change({ recordsToDelete: ids.map((id) => ({ id })) });
const blocked = [200, refusal('The status does not allow it.', 'blocked')] as const;

/** The whole test of a provider of this family. */
export function describeHostingDe(id: string, endpoint: string): void {
  describeProvider(id, {
    options: { token: 'opaque-token', retryWaitTime: 0 },
    isRead: ({ url }) => url.pathname.endsWith('Find'),
    fake: fakeAt(endpoint),
    refusals: [
      [200, { status: 'success', errors: [], response: { data: [], totalPages: 0 } }, 'ZONE_NOT_FOUND'],
      [200, refusal('Wrong auth token.'), ['AUTHENTICATION', /Wrong auth token/]],
      [200, { status: 'error', errors: [{ code: 1, text: 'In words.', value: null }] }, ['API', /In words/]],
      [200, { status: 'error' }, ['API', /error/]],
    ],
    cases: {
      'creates what is not there, with the zone as it is now': {
        async does(service) {
          await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
          await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 });
        },
        sends: [zone, list(), zone, added, list()],
      },
      'reads all pages, and removes one of two values': {
        given: Array.from({ length: perPage + 1 }, (_, index) => `a TXT ${index + 1}`),
        removes: `a TXT ${perPage + 1}`,
        sends: [zone, list(), list(2), zone, removed(`${perPage + 1}`)],
      },
      'asks again while the zone is blocked': {
        given: ['a TXT one'],
        does: (service) => service.remove('1', {}),
        answers: { 'POST /zoneUpdate': [blocked, blocked] },
        sends: [zone, zone, removed('1'), removed('1'), removed('1')],
      },
      'makes an updated record again, and removes many in one request': {
        given: ['a TXT old', 'a TXT two'],
        async does(service) {
          await service.update('1', { type: 'TXT', name: 'a', content: 'one', ttl: 60 });
          await service.remove(undefined, { type: 'TXT', name: 'a' });
        },
        sends: [zone, all, zone, removed('1'), zone, added, list(), zone, removed('2', '3')],
      },
    },
  });
}
