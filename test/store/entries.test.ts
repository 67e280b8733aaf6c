import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { entryParser, type JournalEntry, journalKinds } from '../../core/store/facts/journal-entries.js';

const four = <T>(of: (kind: string) => T) => ({
  cert: of('cert'),
  privkey: of('privkey'),
  chain: of('chain'),
  fullchain: of('fullchain'),
});

/** One of each kind, with all that it can hold; and what it cannot do without. */
const entries: readonly [entry: JournalEntry, required: readonly string[]][] = [
  [
    {
      kind: 'lineage-switch',
      name: 'a',
      version: 2,
      digests: four((kind) => `digest of ${kind}`),
      previous: { ...four((kind): string | null => `../${kind}1.pem`), chain: null },
      renewalConf: 'version = 2',
      owes: ['pfx'],
      settles: ['order--1'],
    },
    ['name', 'version', 'digests', 'previous', 'renewalConf', 'owes', 'settles'],
  ],
  [{ kind: 'lineage-delete', name: 'a' }, ['name']],
  [
    {
      kind: 'txt-record',
      zone: 'example.com',
      name: '_acme-challenge',
      content: 'v',
      provider: 'powerdns',
      createdAt: 1,
      servedBy: 'sub.example.com',
      proof: { domain: 'a', token: 't', keyAuthorization: 't.k' },
      profile: 'two',
      certificate: 'a',
      attempts: 3,
      retryAt: 4,
      waitUntil: 0,
    },
    ['zone', 'name', 'content', 'provider'],
  ],
  [{ kind: 'owed-step', certificate: 'a', version: 2, plugin: 'pfx' }, ['certificate', 'version', 'plugin']],
  [
    {
      kind: 'order',
      certificate: 'a',
      orderUrl: 'https://acme.example/order/1',
      server: 'https://acme.example/directory',
      domains: ['a', 'b'],
      createdAt: 5,
      accountUrl: 'https://acme.example/acct/1',
      privateKey: 'PEM',
    },
    ['certificate', 'orderUrl', 'server', 'domains'],
  ],
];

describe('entries of the journal', () => {
  it('come back as they were, each kind', () => {
    assert.deepEqual(entries.map(([{ kind }]) => kind).sort(), [...journalKinds].sort());
    for (const [entry] of entries) {
      const read = entryParser(entry.kind)(JSON.parse(JSON.stringify(entry)));
      assert.deepEqual(read, entry);
    }
  });

  it('are none without what they cannot do without, or with something else in its place', () => {
    for (const [entry, required] of entries) {
      const parse = entryParser(entry.kind);
      for (const field of Object.keys(entry)) {
        const { [field]: _left, ...rest } = { ...entry } as Record<string, unknown>;
        const missing = parse(rest) === undefined;
        assert.equal(missing, field === 'kind' || required.includes(field), `${entry.kind} without ${field}`);
        const wrong = parse({ ...entry, [field]: { no: 1 } });
        assert.equal(wrong === undefined, missing, `${entry.kind} with another ${field}`);
      }
      assert.equal(parse({ ...entry, kind: 'other' }), undefined);
      assert.equal(parse(undefined), undefined);
    }
  });

  it('are older than some of their fields', () => {
    for (const kind of ['txt-record', 'order'] as const) {
      const [entry] = entries.find(([candidate]) => candidate.kind === kind) ?? [];
      const { createdAt: _none, ...old } = { ...entry } as { createdAt?: number };
      assert.equal(entryParser(kind)(old)?.createdAt, 0);
    }
  });

  it('tell of all four files, or are none', () => {
    const [[entry] = []] = entries;
    assert.ok(entry?.kind === 'lineage-switch');
    for (const kind of ['cert', 'privkey', 'chain', 'fullchain'] as const)
      for (const field of ['digests', 'previous'] as const) {
        const { [kind]: _left, ...rest } = entry[field] as Record<string, unknown>;
        assert.equal(entryParser('lineage-switch')({ ...entry, [field]: rest }), undefined, `${field} ${kind}`);
      }
  });
});
