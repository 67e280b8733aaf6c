import {
  asObject,
  type Call,
  describeProvider,
  field,
  itemForm,
  refuse,
  routedFake,
} from '../../../core/testing/index.js';

const form = itemForm({ form: { names: 'full', priority: { MX: 'priority', SRV: 'priority' }, quotes: 'read' } });
const perPage = 100;
const refusal = (text: string, value = '') => ({ status: 'error', errors: [{ text, value }] });
const configOf = (id: string, name: string) => ({ id, name, status: 'active', soaValues: { ttl: 86400 } });

/** The API of hosting.de at another address. https://www.hosting.de/api/ */
function fakeAt(endpoint: string) {
  return routedFake({
    base: `${endpoint}/api/dns/v1/json`,
    credentials: field('authToken', 'opaque-token'),
    refused: [200, refusal('Invalid auth token')],
    routes: {
      'POST /zoneConfigsFind': ({ body, account }) => {
        const { field: by, value } = asObject(asObject(body).filter);
        if (by !== 'ZoneName') refuse(400, refusal('filter'));
        const found = account.zones.filter(({ name }) => name === value);
        return page(
          found.map(({ id, name }) => configOf(id, name)),
          body,
        );
      },
      'POST /recordsFind': ({ body, account }) => {
        const filters = asObject(asObject(body).filter).subFilter as { field: string; value: string }[];
        const {
          zoneConfigId = '',
          RecordType,
          RecordName,
        } = Object.fromEntries(filters.map((each) => [each.field, each.value]));
        const zone = account.zone('id', zoneConfigId);
        const items = zone?.records.all().map(([id, record]) => form.toItem(record, id, zone)) ?? [];
        const isAsked = ({ type, name }: (typeof items)[number]) =>
          (RecordType ?? type) === type && (RecordName ?? name) === name;
        return page(items.filter(isAsked), body);
      },
      'POST /zoneUpdate': update,
    },
  });
}

function page(items: readonly object[], body: unknown): object {
  const start = (Number(asObject(body).page) - 1) * perPage;
  const data = items.slice(start, start + perPage);
  return { status: 'success', errors: [], response: { data, totalPages: Math.ceil(items.length / perPage) } };
}

function update({ body, account }: Call): object {
  const { zoneConfig, recordsToAdd = [], recordsToDelete = [] } = asObject(body);
  const zone = account.zone('id', String(asObject(zoneConfig).id));
  if (zone === undefined) return refusal('no such zone');
  for (const { id } of recordsToDelete as { id: string }[]) zone.records.remove(id);
  for (const item of recordsToAdd as object[]) zone.records.insert(form.fromItem(asObject(item), zone));
  return { status: 'pending', errors: [] };
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
