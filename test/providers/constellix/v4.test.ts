import { createHmac } from 'node:crypto';
import { joinParts, relativeName, splitParts } from '../../../core/sdk/index.js';
import {
  describeProvider,
  type FakeSet,
  nothing,
  refuse,
  setFake,
  setsOf,
  writeSet,
} from '../../../core/testing/index.js';

const records = '/domains/71/records';
const pages = { by: 'page', parameter: 'page', size: 'perPage', usual: 20, largest: 100 } as const;
const found = ['GET /search/domains?name=example.com&page=1&perPage=100', `GET ${records}?page=1&perPage=100`] as const;
const partsOf: Readonly<Record<string, readonly string[]>> = {
  MX: ['priority', 'server'],
  NS: ['host'],
  SRV: ['priority', 'weight', 'port', 'host'],
};
const parts = (type: string) => partsOf[type] ?? ['value'];
const hosts = /^(CNAME|MX|NS|SRV)$/;
const text = (value: string, enabled = true) => ({ value, enabled });
const theirs = { ...text('"off"', false), note: 'theirs' };
const geo = { id: 9, type: 'TXT', name: 'a', ttl: 60, mode: 'standard', region: 'europe', value: [text('elsewhere')] };
const listed = {
  id: 5,
  type: 'TXT',
  name: 'a',
  ttl: 300,
  mode: 'standard',
  region: 'default',
  value: [text('one'), theirs],
};
const hostsOf = (priority: string, field: string) =>
  ['mail.example.org.', 'mail'].map((host) => ({ ...(priority && { [priority]: 10 }), [field]: host, enabled: true }));
const meta = (totalPages: number, currentPage = 1) => ({ meta: { pagination: { currentPage, totalPages } } });

function fromValue(type: string, { enabled, ...value }: Readonly<Record<string, unknown>>): string {
  if (enabled !== true) refuse(422, { message: 'enabled' });
  const content = joinParts(type, value, parts(type));
  if (!hosts.test(type)) return content;
  return content.endsWith('.') ? content.slice(0, -1) : refuse(422, { message: 'a relative name' });
}

function toValue(type: string, content: string): object {
  const data = hosts.test(type) ? `${content}.` : content;
  return { ...splitParts(type, data, parts(type)), enabled: true };
}

/** A set has the place of its type and name for an id. */
const idOf = ({ type, name }: Pick<FakeSet, 'type' | 'name'>) =>
  Number.parseInt(Buffer.from(`${type}${name}`).toString('hex').slice(-12), 16);

describeProvider('constellix', {
  options: { username: 'opaque-key', token: 'opaque-secret', apiVersion: '4' },
  refusal: 401,
  fake: setFake({
    base: 'https://api.dns.constellix.com/v4',
    credentials({ headers }) {
      const [key, hmac, time = ''] = (headers.authorization ?? '').replace(/^Bearer /, '').split(':');
      const isSigned = hmac === createHmac('sha1', 'opaque-secret').update(time).digest('base64');
      return key === 'opaque-key' && isSigned && Math.abs(Number(time) - Date.now()) < 60_000;
    },
    zones: {
      list: 'GET /search/domains',
      item: ({ id, name }) => ({ id: Number(id), name }),
      filter: 'name',
      pages,
      wrap: ({ items, page, pages: all }) => ({ data: items, ...meta(all, page) }),
    },
    sets: {
      list: 'GET /domains/{zone}/records',
      create: 'POST /domains/{zone}/records',
      pages,
      wrap: ({ items, page, pages: all }) => ({ data: items, ...meta(all, page) }),
      toSet: ({ type, name, ttl, values }) => ({
        ...{ id: idOf({ type, name }), type, name: name === '@' ? '' : name, ttl, mode: 'standard', region: 'default' },
        ...{ ipfilter: null, geoproximity: null, value: values.map((content) => toValue(type, content)) },
      }),
      fromSet({
        type,
        name,
        ttl,
        mode,
        value,
      }: {
        type: string;
        name: string;
        ttl: number;
        mode: string;
        value: Record<string, unknown>[];
      }) {
        if (mode !== 'standard' || name === '@') refuse(422, { message: 'mode or name' });
        return {
          type,
          name: relativeName(name, 'example.com'),
          ttl,
          values: value.map((each) => fromValue(type, each)),
        };
      },
    },
    routes: {
      'PUT /domains/{zone}/records/{id}': ({ zone, params, body }) => {
        const set = setsOf(zone).find((each) => idOf(each) === Number(params.id));
        if (set === undefined) return [404, { message: 'Not found' }];
        const { ttl, value } = body as { ttl: number; value: Record<string, unknown>[] };
        writeSet(zone, { ...set, ttl, values: value.map((each) => fromValue(set.type, each)) });
        return { data: {} };
      },
      'DELETE /domains/{zone}/records/{id}': ({ zone, params }) => {
        const set = setsOf(zone).find((each) => idOf(each) === Number(params.id));
        if (set === undefined) return [404, { message: 'Not found' }];
        writeSet(zone, { ...set, values: [] });
        return nothing;
      },
    },
  }),
  cases: {
    'reads what everybody is shown, hosts of the zone too': {
      answers: {
        [`GET ${records}`]: [
          200,
          {
            data: [
              ...[geo, { ...listed, mode: 'failover', value: { enabled: true } }, { ...listed, ipfilter: { id: 1 } }],
              ...[
                { ...listed, geoproximity: { id: 1 } },
                { id: 6, type: 'MX', name: '', ttl: 60, value: hostsOf('priority', 'server') },
              ],
              { id: 8, type: 'TXT', name: 'b', ttl: 60, value: [text('"two"')] },
              { id: 7, type: 'NS', name: 'sub', ttl: 60, value: hostsOf('', 'host') },
            ],
          },
        ],
      },
      does: async (service) => (await service.list({})).map(({ type, content }) => `${type} ${content}`),
      gives: [
        'MX 10 mail.example.org',
        'MX 10 mail.example.com',
        'TXT two',
        'NS mail.example.org',
        'NS mail.example.com',
      ],
    },
    'creates a record in its own form': {
      creates: '@ 60 MX 10 mail.example.org',
      sends: [
        ...found,
        [
          `POST ${records}`,
          {
            ...{ name: '', type: 'MX', ttl: 60, mode: 'standard' },
            value: [{ priority: 10, server: 'mail.example.org.', enabled: true }],
          },
        ],
      ],
    },
    'adds to the record of everybody, and leaves what is switched off and other regions as they are': {
      creates: 'a 60 TXT two',
      answers: {
        [`GET ${records}`]: [200, { data: [geo, listed], ...meta(1) }],
        [`PUT ${records}/5`]: [200, { data: {} }],
      },
      sends: [...found, [`PUT ${records}/5`, { ttl: 300, value: [text('one'), theirs, text('two')] }]],
    },
  },
});
