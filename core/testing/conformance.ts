import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { isFailure } from '../sdk/failure.js';
import { joinPriority, relativeName } from '../sdk/index.js';
import { describeChanges } from './conformance-changes.js';
import { describeFailing, runUnlessExcepted } from './conformance-failures.js';
import { describeFailedUpdates } from './conformance-updates.js';
import { describeFailedWrites } from './conformance-writes.js';
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

/** More than any page holds. */
const many = 420;

/** What every provider must do, whatever its API is like. */
export function describeConformance(subject: Subject): void {
  const it = runUnlessExcepted(subject);
  describe(`conformance of ${nameOf(subject.provider)}`, () => {
    describeFailing(subject);
    describeFailedWrites(subject);
    describeChanges(subject);
    describeFailedUpdates(subject);

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

    it('finds its zone among many', async () => {
      const { fake, service } = await openSubject(subject);
      fake.addZones?.(many);
      assert.equal((await service.findZone()).name, 'example.com');
      await service.create({ ...challenge, content: 'one', ttl });
      assert.deepEqual(challenges(fake), ['one']);
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

    it('asks the service for what it wants alone', async () => {
      const { fake, service } = await openSubject(subject);
      for (const record of others) fake.add(record);
      await service.list({ ...challenge, content: 'one' });
      assert.deepEqual(fake.unused?.() ?? [], []);
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
  });
}
