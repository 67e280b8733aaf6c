import assert from 'node:assert/strict';
import { describe, it as runs } from 'node:test';
import { describeFailure, isFailure } from '../sdk/failure.js';
import { joinPriority } from '../sdk/index.js';
import type { CaseTitle } from './case-titles.js';
import type { FakeApi, FakeRecord } from './fake-api.js';
import { openSubject, type Subject } from './subject.js';
import { nameOf } from './tested-provider.js';

const challenge = { type: 'TXT', name: '_acme-challenge' };
const ttl = 600;

/** Records of other people, which must come through everything. */
const others: readonly FakeRecord[] = [
  { type: 'A', name: '@', content: '192.0.2.1', ttl },
  { type: 'A', name: 'www', content: '192.0.2.2', ttl },
  { type: 'CNAME', name: 'docs', content: 'docs.example.net', ttl },
  { type: 'MX', name: '@', content: '10 mail.example.net', ttl },
  { type: 'TXT', name: '@', content: 'v=spf1 -all', ttl },
  { type: 'TXT', name: '_acme-challenge.www', content: 'of-another-name', ttl },
];

/** One of each type that a command line may ask for. */
const samples: readonly FakeRecord[] = [
  { type: 'A', name: 'host', content: '192.0.2.7', ttl },
  { type: 'AAAA', name: 'host', content: '2001:db8::7', ttl },
  { type: 'CNAME', name: 'alias', content: 'host.example.net', ttl },
  { type: 'MX', name: 'post', content: '20 mx.example.net', ttl },
  { type: 'CAA', name: 'caa', content: '0 issue "letsencrypt.org"', ttl },
];

/** More than any page holds. */
const many = 420;

/** What every provider must do, whatever its API is like. */
export function describeConformance(subject: Subject): void {
  function it(title: CaseTitle, test: () => Promise<void>): void {
    if (subject.exceptions?.[title] === undefined) runs(title, test);
  }

  describe(`conformance of ${nameOf(subject.provider)}`, () => {
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

    it('waits and tries again where it asked too often', async () => {
      const { fake, service, interfere } = await openSubject(subject);
      await service.findZone();
      let refused = 0;
      interfere(() => {
        if (refused > 0) return undefined;
        refused += 1;
        return { status: 429, headers: { 'retry-after': '0' }, body: '' };
      });
      await service.create({ ...challenge, content: 'one', ttl });
      assert.equal(refused, 1);
      assert.deepEqual(challenges(fake), ['one']);
    });

    it('writes nothing where it could not read', async () => {
      const { fake, service, interfere } = await openSubject(subject);
      for (const record of others) fake.add(record);
      await service.create({ ...challenge, content: 'one', ttl });
      const before = sorted(fake.records());
      const isRead = subject.isRead ?? (({ method }) => method === 'GET');
      interfere((request) => (isRead(request) ? { status: 500, headers: {}, body: '' } : undefined));
      const outcome = await service
        .remove(undefined, { ...challenge, content: 'one' })
        .catch((error: unknown) => error);
      if (isFailure(outcome)) assert.deepEqual(sorted(fake.records()), before);
      interfere(undefined);
      const rest = fake.records().filter(({ name }) => name !== '_acme-challenge');
      assert.deepEqual(sorted(rest), sorted(others));
    });

    it('tries again where the service failed for a moment', async () => {
      const { fake, service, interfere } = await openSubject(subject);
      fake.add({ ...challenge, content: 'one', ttl });
      let failed = 0;
      interfere(() => {
        if (failed > 0) return undefined;
        failed += 1;
        return { status: 503, headers: {}, body: 'upstream connect error' };
      });
      const listed = await service.list(challenge);
      assert.deepEqual(
        listed.map(({ content }) => content),
        ['one'],
      );
      interfere(() => ({ status: 500, headers: {}, body: '' }));
      await assert.rejects(service.list(challenge), (error) => isFailure(error));
    });

    it('takes no page of a gateway for an answer', async () => {
      const { fake, service, interfere } = await openSubject(subject);
      fake.add({ ...challenge, content: 'theirs', ttl });
      await service.list(challenge);
      const before = sorted(fake.records());
      for (const body of ['<html><body>We will be back soon</body></html>', '{"', '']) {
        interfere(() => ({ status: 200, headers: { 'content-type': 'text/html' }, body }));
        await assert.rejects(service.list(challenge), (error) => isFailure(error), `took ${JSON.stringify(body)}`);
      }
      interfere(undefined);
      assert.deepEqual(sorted(fake.records()), before);
    });

    it('shows no secret in what it says of a failure', async () => {
      const { service, interfere, manifest } = await openSubject(subject);
      const secrets = Object.entries(manifest.options)
        .filter(([key, { secret }]) => secret && typeof subject.options[key] === 'string')
        .map(([key]) => String(subject.options[key]))
        .filter(({ length }) => length >= 8);
      for (const status of [400, 403, 404, 500]) {
        interfere(() => ({ status, headers: { 'content-type': 'application/json' }, body: '{}' }));
        const error = await service.list(challenge).catch((reason: unknown) => reason);
        if (!isFailure(error)) continue;
        for (const secret of secrets) assert.ok(!describeFailure(error).includes(secret), describeFailure(error));
      }
    });

    it('says that the credentials were refused', async () => {
      const { service, interfere } = await openSubject(subject);
      interfere(() => ({ status: subject.refusal ?? 403, headers: {}, body: '{}' }));
      await assert.rejects(service.findZone(), (error) => isFailure(error, 'AUTHENTICATION'));
    });
  });
}

function challenges(fake: FakeApi): string[] {
  const matching = fake.records().filter(({ type, name }) => type === 'TXT' && name === '_acme-challenge');
  return matching.map(({ content }) => content).sort();
}

/** Without TTLs: some services have one for a whole set. */
function sorted(records: readonly FakeRecord[]): string[] {
  return records.map(({ type, name, content }) => `${name} ${type} ${content}`).sort();
}
