import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fullName, isFailure, relativeName } from '../../../core/sdk/index.js';
import {
  asObject,
  bearer,
  type Call,
  describeProvider,
  type FakeApi,
  jsonAnswer,
  refuse,
  routedFake,
  setAt,
  setsOf,
  withExchanges,
  writeSet,
} from '../../../core/testing/index.js';
import { openTested } from '../../../core/testing/tested-provider.js';

const base = 'https://api.mittwald.de/v2';

/** All domains are in one project. Each name has an object, called `of-<name>` here: that of the apex, and what was made. */
function createFake(): FakeApi {
  const made = new Set<string>();

  function places({ account }: Pick<Call, 'account'>) {
    const names = account.zones.flatMap((zone) => [
      zone.name,
      ...setsOf(zone).map(({ name }) => fullName(name, zone.name)),
    ]);
    return [...new Set([...names, ...made])].map((domain) => {
      const [zone] = account.zones
        .filter(({ name }) => `.${domain}`.endsWith(`.${name}`))
        .sort((one, other) => other.name.length - one.name.length);
      return { id: `of-${domain}`, domain, zone: zone ?? refuse(500, { message: 'no zone' }) };
    });
  }

  function place(call: Call, id: unknown) {
    return places(call).find((one) => one.id === id) ?? refuse(404, { type: 'ResourceNotFound', message: String(id) });
  }

  return routedFake({
    base,
    credentials: bearer('opaque-token'),
    routes: {
      'GET /domains': ({ account }) =>
        account.zones.map(({ name }) => ({ domain: name, domainId: `domain-${name}`, projectId: 'p1' })),
      'GET /projects/p1/dns-zones': (call) =>
        places(call).map(({ id, domain, zone }) => {
          const set = setAt(zone, { type: 'TXT', name: relativeName(domain, zone.name) });
          const txt = set && { entries: set.values, settings: { ttl: { seconds: set.ttl } } };
          return { id, domain, recordSet: { cname: {}, combinedARecords: {}, mx: {}, srv: {}, txt: txt ?? {} } };
        }),
      'POST /dns-zones': (call) => {
        const { name, parentZoneId } = asObject(call.body);
        const domain = `${name}.${place(call, parentZoneId).domain}`;
        if (places(call).some((one) => one.domain === domain)) refuse(409, { type: 'Conflict', message: domain });
        made.add(domain);
        return [201, { id: `of-${domain}` }];
      },
      'PUT /dns-zones/{id}/record-sets/txt': (call) => {
        const { domain, zone } = place(call, call.params.id);
        made.add(domain);
        const { entries, settings, ...rest } = call.body as Sent;
        const ttl = settings?.ttl.seconds ?? 0;
        const isGood = entries === undefined ? settings === undefined : entries.length > 0 && ttl >= 60 && ttl <= 86400;
        if (!isGood || Object.keys(rest).length > 0) refuse(400, { type: 'ValidationError', message: 'no set' });
        writeSet(zone, { type: 'TXT', name: relativeName(domain, zone.name), ttl, values: entries ?? [] });
        return [204];
      },
    },
  })();
}

interface Sent {
  readonly entries?: readonly string[];
  readonly settings?: { readonly ttl: { readonly seconds: number } };
}

const zone = ['GET /domains', 'GET /projects/p1/dns-zones'] as const;
const list = zone[1];
const text = (seconds: number, ...entries: readonly string[]) => ({ settings: { ttl: { seconds } }, entries });
const put = (domain: string, body: object) => [`PUT /dns-zones/of-${domain}/record-sets/txt`, body] as const;
const domain = (name: string) => ({ domain: name, domainId: 'd', projectId: 'p1' });
const place = (id: string, name: string, txt: object) => ({ id, domain: name, recordSet: { txt, cname: {} } });
const after = { 'if-event-reached': 'event-1' };
const account = [
  { request: 'GET /domains', answer: [domain('example.com')] },
  { request: list, answer: [place('1', 'example.com', {})] },
];

describeProvider('mittwald', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: createFake,
  refusals: [
    [200, [], 'ZONE_NOT_FOUND'],
    [412, { type: 'PreconditionFailed', message: 'a CNAME is there' }, ['API', /a CNAME is there.*PreconditionFailed/]],
    [200, [{ domain: 'example.com' }], 'ZONE_NOT_FOUND'],
    [200, [], 'ZONE_NOT_FOUND', 'GET /projects/p1/dns-zones'],
  ],
  cases: {
    'makes the object of a name once, and leaves it there': {
      does: async (service) => {
        const one = { type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 300 };
        await service.create(one);
        await service.removeAll([one]);
        await service.create({ ...one, content: 'two' });
      },
      sends: [
        ...[
          ...zone,
          list,
          ['POST /dns-zones', { name: '_acme-challenge.www', parentZoneId: 'of-example.com' }] as const,
        ],
        ...[put('_acme-challenge.www.example.com', text(300, 'one')), list],
        ...[put('_acme-challenge.www.example.com', {}), list],
        put('_acme-challenge.www.example.com', text(300, 'two')),
      ],
    },
    'adds to the text of the apex, with its TTL': {
      given: ['@ TXT v=spf1'],
      creates: '@ 300 TXT one',
      sends: [...zone, list, put('example.com', text(60, 'v=spf1', 'one'))],
    },
    'waits for what was written before it': {
      asks: [
        ...account,
        { request: list, answer: [place('1', 'example.com', {})] },
        {
          ...{ request: 'POST /dns-zones', body: { name: 'a', parentZoneId: '1' } },
          ...{ answer: { id: '2' }, answerHeaders: { etag: 'event-1' } },
        },
        { request: 'PUT /dns-zones/2/record-sets/txt', body: text(300, 'one'), headers: after, status: 204 },
        {
          ...{ request: list, headers: after, status: 412 },
          answer: { type: 'FailedPrecondition', message: 'not yet' },
        },
        {
          request: list,
          answer: [place('2', 'a.example.com', { entries: ['one'], settings: { ttl: { auto: true } } })],
        },
      ],
      does: async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 300 });
        return service.list({});
      },
      gives: [{ id: 'TXT/a/b25l', type: 'TXT', name: 'a.example.com', content: 'one', ttl: 60 }],
    },
    'knows names as the service writes them, and only those of the zone': {
      zone: 'xn--mller-kva.example',
      asks: [
        { request: 'GET /domains', answer: [domain('müller.example'), domain('example')] },
        { request: list, answer: [place('1', 'müller.example', {}), place('2', 'example', {})] },
        {
          request: list,
          answer: [
            place('3', 'a.müller.example', { entries: ['one'], settings: { ttl: { seconds: 300 } } }),
            place('4', 'xmüller.example', { entries: ['two'], settings: { ttl: { auto: true } } }),
          ],
        },
      ],
      lists: {},
      gives: ['TXT/a/b25l a.xn--mller-kva.example 300 TXT one'],
    },
  },
});

it('mittwald waits for the rights to what it made', async () => {
  const early = [[403], [404], [412, { type: 'FailedPrecondition', message: 'not yet' }]] as const;
  const all = (request: string) => request.replace(' ', ` ${base}`);
  const first = [...account, { request: list, answer: [place('1', 'example.com', {})] }].map(({ request, answer }) => ({
    ...{ request: all(request), answer },
  }));
  const made = {
    ...{ request: all('POST /dns-zones'), body: { name: 'a', parentZoneId: '1' } },
    ...{ answer: { id: '2' }, answerHeaders: { etag: 'event-1' } },
  };
  const write = { request: all('PUT /dns-zones/2/record-sets/txt'), body: text(300, 'one'), headers: after };
  // That of a refusal is none of an event.
  const answerHeaders = { etag: 'W/"2-x"' };
  await Promise.all(
    early.map(([status, answer]) =>
      withExchanges(
        {
          ...{ provider: 'mittwald', options: { token: 'opaque-token' } },
          exchanges: [...first, made, { ...write, status, answer, answerHeaders }, { ...write, status: 204 }],
        },
        (service) => service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 300 }),
      ),
    ),
  );
});

it('mittwald tells what it waited for in vain', async ({ mock }) => {
  mock.timers.enable({ apis: ['Date'] });
  const { service } = await openTested('mittwald', {
    ...{ options: { token: 'opaque-token' }, zoneName: 'example.com', limitMs: 10_000 },
    answer() {
      mock.timers.tick(30_000);
      return jsonAnswer({ type: 'FailedPrecondition', message: 'not yet' }, 412);
    },
  });
  await assert.rejects(service.findZone(), (error) => isFailure(error, 'API') && /not yet/.test(error.message));
});
