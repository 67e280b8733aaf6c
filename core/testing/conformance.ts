import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { clampTtl } from '../dns/ttl.js';
import { isFailure } from '../sdk/failure.js';
import { joinPriority, relativeName } from '../sdk/index.js';
import { describeFailing, runUnlessExcepted } from './conformance-failures.js';
import type { FakeRecord } from './fake-api.js';
import { openSubject, type Subject } from './subject.js';
import { nameOf } from './tested-provider.js';
import { challenge, challenges, others, sorted, ttl } from './zone-contents.js';

/** One of each type that a command line may ask for. */
const samples: readonly FakeRecord[] = [
  { type: 'A', name: 'host', content: '192.0.2.7', ttl },
  { type: 'AAAA', name: 'host', content: '2001:db8::7', ttl },
  { type: 'CNAME', name: 'alias', content: 'host.example.net', ttl },
  { type: 'MX', name: 'post', content: '20 mx.example.net', ttl },
  { type: 'CAA', name: 'caa', content: '0 issue "letsencrypt.org"', ttl },
  { type: 'NS', name: 'sub', content: 'ns1.example.net', ttl },
  { type: 'SRV', name: '_sip._tcp', content: '20 5 5060 sip.example.net', ttl },
  { type: 'TLSA', name: '_443._tcp', content: `3 1 1 ${'ab'.repeat(32)}`, ttl },
];

/** What lists are asked for. */
const questions: readonly (readonly [type?: string | undefined, name?: string])[] = [
  [],
  ['TXT'],
  ['MX'],
  [undefined, '_acme-challenge.www'],
  [undefined, '@'],
  ['A', '@'],
];

/** How records of other types change. */
const changes: Readonly<Record<string, readonly [before: string, after: string]>> = {
  A: ['192.0.2.7', '192.0.2.8'],
  MX: ['20 mx.example.net', '30 mx2.example.net'],
  SRV: ['20 5 5060 sip.example.net', '30 6 5061 sip2.example.net'],
};

/** More than any page holds. */
const many = 420;

/** What every provider must do, whatever its API is like. */
export function describeConformance(subject: Subject): void {
  const it = runUnlessExcepted(subject);
  describe(`conformance of ${nameOf(subject.provider)}`, () => {
    describeFailing(subject);

    it('finds its zone, and no other', async () => {
      const { service } = await openSubject(subject);
      assert.equal((await service.findZone()).name, 'example.com');
      const elsewhere = await openSubject(subject, 'example.org');
      await assert.rejects(elsewhere.service.findZone(), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    });

    it('takes no zone whose name only ends alike', async () => {
      const { service } = await openSubject(subject, 'ample.com');
      await assert.rejects(service.findZone(), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    });

    it('keeps two values at one name apart, and everybody else’s records as they are', async () => {
      const { fake, service } = await openSubject(subject);
      for (const record of others) fake.add(record);
      await service.create({ ...challenge, content: 'one', ttl });
      await service.create({ ...challenge, content: 'Two', ttl });
      assert.deepEqual(challenges(fake), ['Two', 'one']);
      const listed = await service.list(challenge);
      assert.deepEqual(listed.map(({ name, content }) => [name, content]).sort(), [
        ['_acme-challenge.example.com', 'Two'],
        ['_acme-challenge.example.com', 'one'],
      ]);
      await service.removeAll([{ ...challenge, content: 'one' }]);
      assert.deepEqual(challenges(fake), ['Two']);
      await service.remove(listed.find(({ content }) => content === 'Two')?.id, {});
      assert.deepEqual(sorted(fake.records()), sorted(others));
    });

    it('creates and removes several records at once, also at different names', async () => {
      const { fake, service } = await openSubject(subject);
      for (const record of others) fake.add(record);
      const records = ['a', 'b', 'a.b'].flatMap((name) =>
        ['one', 'two'].map((content) => ({ type: 'TXT', name: `_acme-challenge.${name}`, content, ttl })),
      );
      await service.createAll(records);
      assert.deepEqual(sorted(fake.records()), sorted([...others, ...records]));
      await service.removeAll(records);
      assert.deepEqual(sorted(fake.records()), sorted(others));
    });

    it('keeps both of two values that are created at the same moment', async () => {
      const { fake, service } = await openSubject(subject);
      await Promise.all(['one', 'two'].map((content) => service.create({ ...challenge, content, ttl })));
      assert.deepEqual(challenges(fake), ['one', 'two']);
    });

    it('makes no second record of one that is there', async () => {
      const { fake, service } = await openSubject(subject);
      await service.create({ ...challenge, content: 'one', ttl });
      await service.create({ ...challenge, content: 'one', ttl });
      await service.createAll(['one', 'two'].map((content) => ({ ...challenge, content, ttl })));
      assert.deepEqual(challenges(fake), ['one', 'two']);
    });

    it('takes what is gone for removed', async () => {
      const { service } = await openSubject(subject);
      await service.create({ ...challenge, content: 'one', ttl });
      const [record] = await service.list(challenge);
      await service.remove(record?.id, {});
      await service.remove(record?.id, {});
      await service.remove(undefined, { ...challenge, content: 'one' });
      await service.removeAll(['one', 'two'].map((content) => ({ ...challenge, content })));
    });

    it('updates one value and leaves the other', async () => {
      const { fake, service } = await openSubject(subject);
      await service.create({ ...challenge, content: 'one', ttl });
      await service.create({ ...challenge, content: 'two', ttl });
      const listed = await service.list({ ...challenge, content: 'one' });
      await service.update(listed[0]?.id, { ...challenge, content: 'three', ttl });
      assert.deepEqual(challenges(fake), ['three', 'two']);
    });

    it('lists all pages, each record once', async () => {
      const { fake, service } = await openSubject(subject);
      for (let index = 0; index < many; index += 1) fake.add({ type: 'TXT', name: `n${index}`, content: 'x', ttl });
      const listed = await service.list({});
      assert.equal(listed.length, many);
      assert.equal(new Set(listed.map(({ name }) => name)).size, many);
    });

    it('brings text through unharmed: long, quoted, escaped, at the apex', async () => {
      const { fake, service } = await openSubject(subject);
      const contents = ['k'.repeat(600), 'say "hi" \\ bye', 'a;b=c, d'];
      for (const content of contents) await service.create({ type: 'TXT', name: '@', content, ttl });
      assert.deepEqual(
        fake
          .records()
          .map(({ content }) => content)
          .sort(),
        [...contents].sort(),
      );
      const listed = await service.list({ type: 'TXT', name: 'example.com.' });
      assert.deepEqual(listed.map(({ content }) => content).sort(), [...contents].sort());
    });

    it('brings the other types of its manifest through', async () => {
      const { fake, service, manifest } = await openSubject(subject);
      for (const record of others) fake.add(record);
      const records = samples.filter(({ type }) => manifest.capabilities.types.includes(type));
      for (const record of records) {
        await service.create(record);
        await service.create(record);
        const listed = await service.list({ type: record.type, name: record.name });
        const found = listed.filter(({ content, priority }) => joinPriority({ content, priority }) === record.content);
        assert.equal(found.length, 1, `${record.type} ${JSON.stringify(listed)}`);
      }
      assert.deepEqual(sorted(fake.records()), sorted([...others, ...records]));
      await service.removeAll(records);
      assert.deepEqual(sorted(fake.records()), sorted(others));
    });

    it('lists what is asked for: all, one type, one name', async () => {
      const { fake, service, manifest } = await openSubject(subject);
      for (const record of others) fake.add(record);
      const isKnown = ({ type }: { readonly type: string }) => manifest.capabilities.types.includes(type);
      for (const [type, name] of questions) {
        if (type !== undefined && !isKnown({ type })) continue;
        const listed = await service.list({ type, name });
        const found = listed
          // Some services have name servers of their own in a zone.
          .filter((record) => isKnown(record) && record.type !== 'NS')
          .map((record) => ({
            ...record,
            name: relativeName(record.name, 'example.com'),
            content: joinPriority(record),
          }));
        const wanted = others.filter((one) => (type ?? one.type) === one.type && (name ?? one.name) === one.name);
        assert.deepEqual(sorted(found), sorted(wanted.filter(isKnown)), `asked for ${type} ${name}`);
      }
    });

    it('gives a record the TTL that it was asked for', async () => {
      const { fake, service, manifest } = await openSubject(subject);
      for (const wanted of [1800, 7200]) {
        const taken = clampTtl(wanted, manifest.capabilities);
        const name = `n${wanted}`;
        await service.create({ ...challenge, name, content: 'one', ttl: wanted });
        assert.equal(fake.records().find((record) => record.name === name)?.ttl, taken);
        const [listed] = await service.list({ ...challenge, name });
        // Some services tell none.
        assert.equal(listed?.ttl ?? taken, taken);
      }
      const [first] = await service.list({ ...challenge, name: 'n1800' });
      await service.update(first?.id, { ...challenge, name: 'n1800', content: 'two', ttl: 7200 });
      const changed = fake.records().find(({ name }) => name === 'n1800');
      assert.deepEqual([changed?.content, changed?.ttl], ['two', clampTtl(7200, manifest.capabilities)]);
    });

    it('tells records apart that differ in their priority alone', async () => {
      const { fake, service, manifest } = await openSubject(subject);
      if (!manifest.capabilities.types.includes('MX')) return;
      const records = [10, 20].map((priority) => ({
        type: 'MX',
        name: 'post',
        content: `${priority} mx.example.net`,
        ttl,
      }));
      const [first, second] = records;
      assert.ok(first && second);
      for (const record of records) await service.create(record);
      // Some services take the second one for the first.
      if (fake.records().length === 1) return;
      await service.removeAll([second]);
      assert.deepEqual(sorted(fake.records()), sorted([first]));
    });

    it('changes a record of another type, with its priority', async () => {
      const { fake, service, manifest } = await openSubject(subject);
      for (const record of others) fake.add(record);
      for (const [type, [before, after]] of Object.entries(changes)) {
        if (!manifest.capabilities.types.includes(type)) continue;
        const name = `changing-${type.toLowerCase()}`;
        await service.create({ type, name, content: before, ttl });
        const [record] = await service.list({ type, name });
        await service.update(record?.id, { type, name, content: after, ttl });
        const found = fake.records().filter((one) => one.name === name);
        assert.deepEqual(sorted(found), [`${name} ${type} ${after}`]);
      }
    });
  });
}
