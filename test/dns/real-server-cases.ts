import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openProvider } from '../../core/dns/open-provider.js';
import { createRecordService, type RecordService } from '../../core/dns/record-service.js';
import { createDispatcher, type Dispatcher } from '../../core/http/dispatcher.js';
import { readFolder } from '../../core/manifest/read-folder.js';
import { type ProviderManifest, silentLogger } from '../../core/sdk/index.js';

const providersFolder = fileURLToPath(new URL('../../providers', import.meta.url));

export interface ServiceOptions {
  readonly id: string;
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly zone: string;
  readonly signal?: AbortSignal;
  /** Closed by whoever made it; left out: one without a proxy, closed after the test. */
  readonly dispatcher?: Dispatcher;
}

/** A built-in provider as the program opens it, with the services around it. */
export async function openService({ id, options, zone, signal, ...given }: ServiceOptions): Promise<RecordService> {
  const registered = readFolder<ProviderManifest>(providersFolder).find(({ manifest }) => manifest.id === id);
  assert.ok(registered, `no provider ${id} in ${join(providersFolder)}`);
  const dispatcher = given.dispatcher ?? createDispatcher({ env: {} });
  if (given.dispatcher === undefined) after(() => dispatcher.close());
  const defaults = Object.entries(registered.manifest.options).map(([key, spec]) => [key, spec.default]);
  const provider = await openProvider({
    registered,
    options: { ...Object.fromEntries(defaults), ...options },
    dispatcher,
    log: silentLogger,
    userAgent: 'test',
    retry: { attempts: 6, firstPauseMs: 20, longestPauseMs: 5000 },
  });
  return createRecordService({
    provider,
    capabilities: registered.manifest.capabilities,
    zoneName: zone,
    signal: signal ?? new AbortController().signal,
    providerTitle: registered.manifest.title,
  });
}

/** type, name, content, and another content to change it to */
const simpleRecords = [
  ['A', 'a', '192.0.2.1', '192.0.2.2'],
  ['AAAA', 'aaaa', '2001:db8::1', '2001:db8::2'],
  ['CNAME', 'alias', 'target.example.com', 'other.example.com'],
  ['MX', 'mail', '10 mx1.example.net', '20 mx2.example.net'],
  ['NS', 'sub', 'ns1.example.com', 'ns2.example.com'],
  ['TXT', 'text', 'some text', 'Other Text'],
  ['SRV', '_sip._tcp', '0 5 5060 sip.example.com', '1 5 5061 sip.example.com'],
  ['CAA', 'caa', '0 issue "letsencrypt.org"', '128 issuewild ";"'],
  ['TLSA', '_443._tcp', `3 1 1 ${'0a'.repeat(32)}`, `3 1 1 ${'0b'.repeat(32)}`],
] as const;

const texts = {
  'longer than one string': 'x'.repeat(254) + 'é'.repeat(200),
  'with quotes and backslashes': 'a "quoted" \\ back\\\\slash; semi',
  'with a number that looks like an escape': '\\065 100% $ORIGIN',
  'in another script': 'Grüße, 世界 🔐',
  'with blanks at its ends': '  two  ',
  'that begins with a dash': '-dash',
};

/** The four actions on a real server, for the zone example.com. */
export function testRecordCases(open: () => Promise<RecordService>): void {
  for (const [type, name, first, second] of simpleRecords) {
    test(`creates, lists, updates and deletes ${type}`, async () => {
      const service = await open();
      const contents = async () => (await service.list({ type, name })).map(({ content }) => content);
      await service.create({ type, name, content: first, ttl: 120 });
      await service.create({ type, name, content: first, ttl: 120 });
      const [listed] = await service.list({ type, name: `${name}.example.com.` });
      assert.deepEqual({ ...listed, id: '' }, { id: '', type, name: `${name}.example.com`, content: first, ttl: 120 });
      await service.update(listed?.id, { type, name, content: second, ttl: 120 });
      assert.deepEqual(await contents(), [second]);
      await service.remove(undefined, { type, name, content: second });
      assert.deepEqual(await contents(), []);
      await service.remove(undefined, { type, name, content: second });
    });
  }

  for (const [what, content] of Object.entries(texts)) {
    test(`keeps a text ${what}`, async () => {
      const service = await open();
      await service.create({ type: 'TXT', name: 'kept', content, ttl: 60 });
      assert.deepEqual(
        (await service.list({ type: 'TXT', name: 'kept' })).map((record) => record.content),
        [content],
      );
      await service.remove(undefined, { type: 'TXT', name: 'kept', content });
      assert.deepEqual(await service.list({ type: 'TXT', name: 'kept' }), []);
    });
  }

  test('two values at one name: one goes, the other stays', async () => {
    const service = await open();
    const record = (content: string) => ({ type: 'TXT', name: '_acme-challenge', content, ttl: 60 });
    await service.createAll([record('one'), record('two'), { ...record('three'), name: '_acme-challenge.www' }]);
    await service.create(record('four'));
    await service.removeAll([record('one'), record('four')]);
    const left = await service.list({ type: 'TXT', name: '_acme-challenge' });
    assert.deepEqual(
      left.map(({ content }) => content),
      ['two'],
    );
    await service.removeAll([
      record('two'),
      { ...record('three'), name: '_acme-challenge.www' },
      record('never there'),
    ]);
    assert.deepEqual(
      (await service.list({ type: 'TXT' })).map(({ name }) => name),
      [],
    );
  });

  test('a name in another script', async () => {
    const service = await open();
    await service.create({ type: 'TXT', name: 'münchen', content: 'x', ttl: 60 });
    const [listed] = await service.list({ type: 'TXT', name: 'MÜNCHEN.example.com' });
    assert.equal(listed?.name, 'xn--mnchen-3ya.example.com');
    await service.remove(listed?.id, {});
    assert.deepEqual(await service.list({ type: 'TXT', name: 'münchen' }), []);
  });

  test('a priority given apart', async () => {
    const service = await open();
    await service.create({ type: 'MX', name: 'apart', content: 'mx.example.net', priority: 30, ttl: 60 });
    assert.deepEqual(
      (await service.list({ type: 'MX', name: 'apart' })).map(({ content }) => content),
      ['30 mx.example.net'],
    );
    await service.remove(undefined, { type: 'MX', name: 'apart' });
  });

  test('another TTL for the same content', async () => {
    const service = await open();
    await service.create({ type: 'TXT', name: 'ttl', content: 'same', ttl: 60 });
    await service.update(undefined, { type: 'TXT', name: 'ttl', content: 'same', ttl: 600 });
    assert.deepEqual(
      (await service.list({ type: 'TXT', name: 'ttl' })).map(({ ttl }) => ttl),
      [600],
    );
    await service.remove(undefined, { type: 'TXT', name: 'ttl' });
  });

  test('a record that moves to another name', async () => {
    const service = await open();
    await service.create({ type: 'TXT', name: 'from', content: 'moved', ttl: 60 });
    const [listed] = await service.list({ type: 'TXT', name: 'from' });
    await service.update(listed?.id, { type: 'TXT', name: 'to', content: 'moved', ttl: 60 });
    assert.deepEqual(
      (await service.list({ type: 'TXT' })).map(({ name }) => name),
      ['to.example.com'],
    );
    await service.remove(undefined, { type: 'TXT', name: 'to' });
  });

  test('lists the whole zone', async () => {
    const service = await open();
    await service.create({ type: 'A', name: 'listed', content: '192.0.2.9', ttl: 60 });
    const types = new Set((await service.list({})).map(({ type }) => type));
    assert.ok(types.has('A') && types.has('NS') && types.has('SOA'), [...types].join());
    await service.remove(undefined, { type: 'A', name: 'listed' });
  });
}
