import { fqdn, fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { Exchange } from '../../../core/testing/exchanges.js';
import { type FakeSet, header, setFake, setsOf, writeSet } from '../../../core/testing/fakes/index.js';

interface Body {
  readonly name?: string;
  readonly type?: string;
  readonly ttl: number;
  readonly records: readonly { readonly content: string; readonly disabled: boolean }[];
}

const base = 'https://api.selectel.ru/domains/v2';
const login = 'https://cloud.api.selcloud.ru/identity/v3/auth/tokens';
const options = { username: 'u', password: 'opaque-password', accountId: '1234', projectId: 'p1' };

function idOf({ type, name }: Pick<FakeSet, 'type' | 'name'>): string {
  return Buffer.from(`${type} ${name}`).toString('hex');
}

const isOff = ({ disabled }: { disabled: boolean }) => disabled;

const api = setFake({
  base,
  credentials: header('x-auth-token', 'opaque-token'),
  zones: {
    list: 'GET /zones',
    item: ({ id, name }) => ({ id, name: `${name}.`, disabled: false }),
    filter: 'filter',
    pages: { by: 'offset', parameter: 'offset', usual: 1 },
    wrap: ({ items, total, next }) => ({ count: total, next_offset: Number(next ?? 0), result: items }),
  },
  sets: {
    list: 'GET /zones/{zone}/rrset',
    create: 'POST /zones/{zone}/rrset',
    toSet: ({ type, name, ttl, values }, zone) => ({
      id: idOf({ type, name }),
      zone: 'z',
      name: fqdn(name, zone.name),
      type,
      ttl,
      comment: '',
      managed_by: '',
      records: values.map((content) => ({ content: toPresentation({ type, content }), disabled: false })),
    }),
    toName: (name, zone) => fqdn(name, zone.name).slice(0, -1),
    fromSet: ({ name = '', type = '', ttl, records }: Body, _params, zone) => {
      if (!name.endsWith('.') || records.some(isOff)) throw new Error('bad_request');
      const values = records.map(({ content }) => fromPresentation(type, content));
      return { type, name: relativeName(name, zone.name), ttl, values };
    },
    filters: { type: 'rrset_types', name: 'name' },
    pages: { by: 'offset', parameter: 'offset', usual: 100 },
    wrap: ({ items, total, next }) => ({ count: total, next_offset: Number(next ?? 0), result: items }),
  },
  routes: {
    'PATCH /zones/{zone}/rrset/{id}': ({ zone, params, body }) => {
      const before = setsOf(zone).find((set) => idOf(set) === params.id);
      const { ttl, records, ...rest } = body as Body;
      if (before === undefined || Object.keys(rest).length > 0 || records.some(isOff)) throw new Error('bad_request');
      writeSet(zone, { ...before, ttl, values: records.map(({ content }) => fromPresentation(before.type, content)) });
      return { status: 204, headers: {}, body: '' };
    },
    'DELETE /zones/{zone}/rrset/{id}': ({ zone, params }) => {
      const before = setsOf(zone).find((set) => idOf(set) === params.id);
      if (before === undefined) return { status: 404, headers: {}, body: '{"error":"rrset_not_found"}' };
      writeSet(zone, { ...before, values: [] });
      return { status: 204, headers: {}, body: '' };
    },
  },
});

const asks: readonly Exchange[] = [
  {
    request: `POST ${login}`,
    body: {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'u', domain: { name: '1234' }, password: 'opaque-password' } },
        },
        scope: { project: { id: 'p1' } },
      },
    },
    status: 201,
    answerHeaders: { 'x-subject-token': 'opaque-token' },
    answer: { token: {} },
  },
  {
    request: `GET ${base}/zones?filter=example.com`,
    headers: { 'x-auth-token': 'opaque-token' },
    answer: {
      count: 2,
      next_offset: 0,
      result: [
        { id: 'z0', name: 'example.com.', disabled: true },
        { uuid: 'z1', name: 'example.com.', disabled: false },
      ],
    },
  },
  {
    request: `GET ${base}/zones/z1/rrset?name=a.example.com&rrset_types=TXT`,
    answer: {
      count: 1,
      next_offset: 0,
      result: [
        {
          id: 'r1',
          name: 'a.example.com.',
          type: 'TXT',
          ttl: 300,
          comment: 'theirs',
          managed_by: '',
          records: [
            { content: '"off"', disabled: true },
            { content: '"one"', disabled: false },
          ],
        },
      ],
    },
  },
];

describeProvider('selectelv2', {
  options,
  fake: () => {
    const fake = api();
    return {
      ...fake,
      answer: (request) =>
        request.method === 'POST' && String(request.url) === login
          ? request.body.includes(`"${options.password}"`)
            ? { status: 201, headers: { 'x-subject-token': 'opaque-token' }, body: '{"token":{}}' }
            : { status: 401, headers: {}, body: '{"error":{"message":"The request requires authentication."}}' }
          : fake.answer(request),
    };
  },
  cases: {
    'keeps the comment, and values that are switched off': {
      asks: [
        ...asks,
        {
          request: `PATCH ${base}/zones/z1/rrset/r1`,
          body: { ttl: 300, records: [{ content: '"off"', disabled: true }], comment: 'theirs' },
          status: 204,
        },
      ],
      does: (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'one' }]),
    },
    'finds an IDN by its letters': {
      zone: 'xn--mller-kva.example',
      asks: [
        ...asks.slice(0, 1),
        {
          request: `GET ${base}/zones?filter=m%C3%BCller.example`,
          answer: { count: 1, next_offset: 0, result: [{ id: 'z2', name: 'müller.example.' }] },
        },
      ],
      does: (service) => service.findZone(),
      gives: { id: 'z2', name: 'xn--mller-kva.example', isServed: true },
    },
  },
});
