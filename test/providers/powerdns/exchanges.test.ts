import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MockAgent } from 'undici';
import { createHttpClient } from '../../../core/http/client.js';
import { askWhole, type WholeRequest } from '../../../core/http/whole-answer.js';
import { withSignal } from '../../../core/sdk/ambient-signal.js';
import { type DnsProvider, isFailure, type ProviderFactory, recordId, silentLogger } from '../../../core/sdk/index.js';
import { openTested } from '../../../core/testing/tested-provider.js';
import powerdns from '../../../providers/powerdns/index.js';

const path = '/api/v1/servers/localhost/zones/example.com.';

interface Rrset {
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: readonly { content: string; disabled: boolean }[];
}

/** A provider before a server that has these sets; what it writes is collected. */
function setUp({
  rrsets = [] as Rrset[],
  kind = 'Native',
  disableNotify = false,
  failures = 0,
  refusesNotify = false,
  now = (): number => 5000,
} = {}) {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const pool = agent.get('http://127.0.0.1:8081');
  const requests: { method: string; body: unknown }[] = [];
  let failed = 0;
  pool
    .intercept({ path: () => true, method: () => true })
    .reply(({ method, path: asked, body, headers }) => {
      assert.equal((headers as Record<string, string>)['x-api-key'], 'key');
      requests.push({ method: `${method} ${asked.replace(path, '')}`.trim(), body: body && JSON.parse(String(body)) });
      if (!asked.startsWith(path)) return { statusCode: 404, data: '{"error":"Not Found"}' };
      if (method === 'PUT' && refusesNotify) return { statusCode: 422, data: '{"error":"no"}' };
      if (method === 'PATCH' && failed < failures) {
        failed += 1;
        return { statusCode: 500, data: '{"error":"database is locked"}' };
      }
      return method === 'GET' ? { statusCode: 200, data: { kind, rrsets } } : { statusCode: 204, data: '' };
    })
    .persist();
  const retry = { attempts: 4, firstPauseMs: 1, longestPauseMs: 100 };
  const { signal } = new AbortController();
  const warnings: unknown[] = [];
  const dispatcher = {
    request: (request: WholeRequest) => askWhole(agent, request),
    close: () => agent.close(),
    destroy: () => agent.destroy(),
  };
  const provider = (powerdns.create as ProviderFactory)({
    id: 'powerdns',
    options: { token: 'key', server: 'http://127.0.0.1:8081/', serverId: 'localhost', disableNotify },
    http: createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry }),
    log: { ...silentLogger, warn: (...line: unknown[]) => void warnings.push(line) },
    signal: () => signal,
    now,
  });
  return { provider, requests, warnings };
}

async function zoneOf(provider: DnsProvider) {
  const zone = await provider.findZone('example.com');
  assert.ok(zone);
  return zone;
}

const text = (content: string, disabled = false) => ({ content: `"${content}"`, disabled });
const name = '_acme-challenge.example.com.';
const draft = (content: string) => ({ type: 'TXT', name: '_acme-challenge', content, ttl: 60 });

describe('what powerdns is sent', () => {
  test('the other values of a set stay as they are, disabled ones too', async () => {
    const old = { name, type: 'TXT', ttl: 300, records: [text('\\195\\169'), text('off', true)] };
    const { provider, requests } = setUp({ rrsets: [old] });
    await provider.createRecord(await zoneOf(provider), draft('a"b'));
    const records = [text('a\\"b'), ...old.records];
    const written = { name, type: 'TXT', ttl: 60, records, changetype: 'REPLACE' };
    assert.deepEqual(requests.at(-1), { method: 'PATCH', body: { rrsets: [written] } });
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['GET', 'PATCH'],
    );
  });

  test('several sets go in one request, and what is there already in none', async () => {
    const { provider, requests } = setUp({ rrsets: [{ name, type: 'TXT', ttl: 60, records: [text('one')] }] });
    const zone = await zoneOf(provider);
    const create = [draft('one'), draft('two'), { ...draft('three'), name: '_acme-challenge.www' }];
    await provider.changeRecords?.(zone, { create, remove: [] });
    await provider.createRecord(zone, draft('one'));
    const patches = requests.filter(({ method }) => method === 'PATCH');
    const sets = patches.map(({ body }) => (body as { rrsets: unknown[] }).rrsets.length);
    assert.deepEqual(sets, [2]);
  });

  test('what finding the zone has read is old after two seconds', async () => {
    let at = 0;
    const { provider, requests } = setUp({
      now: () => {
        at += 2000;
        return at;
      },
    });
    await provider.createRecord(await zoneOf(provider), draft('one'));
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['GET', 'GET', 'PATCH'],
    );
  });

  test('values that are off are not listed', async () => {
    const { provider } = setUp({
      rrsets: [{ name, type: 'TXT', ttl: 60, records: [text('one'), text('off', true)] }],
    });
    const listed = await provider.listRecords(await zoneOf(provider), {});
    assert.deepEqual(
      listed.map(({ content }) => content),
      ['one'],
    );
  });

  test('a text stays as it is when only the TTL changes', async () => {
    const { provider, requests } = setUp({ rrsets: [{ name, type: 'TXT', ttl: 60, records: [text('one')] }] });
    const id = recordId({ type: 'TXT', name: '_acme-challenge', content: 'one' });
    await provider.updateRecord(await zoneOf(provider), id, { ...draft('one'), ttl: 600 });
    const written = { name, type: 'TXT', ttl: 600, records: [text('one')], changetype: 'REPLACE' };
    assert.deepEqual(requests.at(-1)?.body, { rrsets: [written] });
  });

  test('a record of another name or type comes after the old one went', async () => {
    for (const changed of [
      { ...draft('one'), name: 'b' },
      { type: 'A', name: '_acme-challenge', content: '192.0.2.1', ttl: 60 },
    ]) {
      const { provider, requests } = setUp({ rrsets: [{ name, type: 'TXT', ttl: 60, records: [text('one')] }] });
      const id = recordId({ type: 'TXT', name: '_acme-challenge', content: 'one' });
      await provider.updateRecord(await zoneOf(provider), id, changed);
      const patches = requests.filter(({ method }) => method === 'PATCH');
      const sets = patches.flatMap(({ body }) => (body as { rrsets: (Rrset & { changetype: string })[] }).rrsets);
      assert.deepEqual(
        sets.map(({ changetype, records, ...set }) => [set.name, set.type, changetype, records.length]),
        [
          [name, 'TXT', 'REPLACE', 0],
          [`${changed.name}.example.com.`, changed.type, 'REPLACE', 1],
        ],
      );
    }
  });

  test('a notification that is lost is told to the log alone', async () => {
    const { provider, warnings } = setUp({ kind: 'Master', refusesNotify: true });
    await provider.createRecord(await zoneOf(provider), draft('x'));
    assert.equal(warnings.length, 1);
  });

  test('a notification that is stopped is not taken for one that is lost', async () => {
    const stop = new AbortController();
    const { provider } = await openTested('powerdns', {
      options: { token: 'key', server: 'http://127.0.0.1:8081/' },
      zoneName: 'example.com',
      limitMs: 10_000,
      answer({ method }) {
        if (method === 'PUT') stop.abort();
        return method === 'PUT' ? undefined : { status: 200, headers: {}, body: '{"kind":"Master","rrsets":[]}' };
      },
    });
    const create = async () => provider.createRecord(await zoneOf(provider), draft('x'));
    await assert.rejects(withSignal(stop.signal, create), (error) => isFailure(error, 'ABORTED'));
  });

  test('after a write the zone is read again', async () => {
    const { provider, requests } = setUp();
    const zone = await zoneOf(provider);
    await provider.createRecord(zone, draft('one'));
    await provider.createRecord(zone, draft('two'));
    assert.deepEqual(
      requests.map(({ method }) => method),
      ['GET', 'PATCH', 'GET', 'PATCH'],
    );
  });

  test('a 500 to a write is tried again', async () => {
    const { provider, requests } = setUp({ failures: 2 });
    await provider.createRecord(await zoneOf(provider), draft('one'));
    assert.equal(requests.filter(({ method }) => method === 'PATCH').length, 3);
  });

  test('the target of an alias is relative without its final dot, and stays when only the TTL changes', async () => {
    const target = { content: 'host.example.net.', disabled: false };
    const { provider, requests } = setUp({
      rrsets: [{ name: 'www.example.com.', type: 'CNAME', ttl: 60, records: [target] }],
    });
    const zone = await zoneOf(provider);
    const [listed] = await provider.listRecords(zone, {});
    assert.equal(listed?.content, 'host.example.net');
    const content = listed?.content ?? '';
    await provider.updateRecord(zone, listed?.id ?? '', { type: 'CNAME', name: 'www', content, ttl: 600 });
    assert.match(JSON.stringify(requests.at(-1)), /"content":"host\.example\.net\."/);
    await provider.createRecord(zone, { type: 'CNAME', name: 'docs', content: 'pages', ttl: 60 });
    assert.match(JSON.stringify(requests.at(-1)), /"content":"pages\.example\.com\."/);
  });

  test('secondaries are notified by a primary, unless that is switched off', async () => {
    for (const [options, expected] of [
      [{ kind: 'Master' }, ['GET', 'PATCH', 'PUT /notify']],
      [{ kind: 'Master', disableNotify: true }, ['GET', 'PATCH']],
      [{ kind: 'Native' }, ['GET', 'PATCH']],
    ] as const) {
      const { provider, requests } = setUp(options);
      await provider.createRecord(await zoneOf(provider), draft('x'));
      assert.deepEqual(
        requests.map(({ method }) => method),
        expected,
      );
    }
  });

  test('deleting the last value removes the set; an unknown identifier is told', async () => {
    const { provider, requests } = setUp({ rrsets: [{ name, type: 'TXT', ttl: 60, records: [text('one')] }] });
    const zone = await zoneOf(provider);
    const [listed] = await provider.listRecords(zone, {});
    await provider.deleteRecord(zone, listed?.id ?? '');
    const written = { name, type: 'TXT', ttl: 60, records: [], changetype: 'REPLACE' };
    assert.deepEqual(requests.at(-1)?.body, { rrsets: [written] });
    await assert.rejects(provider.deleteRecord(zone, '12345'), (error) => isFailure(error, 'RECORD_NOT_FOUND'));
  });

  test('a zone that is not there', async () => {
    assert.equal(await setUp().provider.findZone('elsewhere.org'), undefined);
  });
});
