import assert from 'node:assert/strict';
import { clampTtl } from '../dns/ttl.js';
import { isFailure } from '../sdk/failure.js';
import { runUnlessExcepted } from './conformance-failures.js';
import { openHolding, openSubject, type Subject } from './subject.js';
import { challenge, challenges, others, sorted, ttl } from './zone-contents.js';

/** How records of other types change. */
const changes: Readonly<Record<string, readonly [before: string, after: string]>> = {
  A: ['192.0.2.7', '192.0.2.8'],
  MX: ['20 mx.example.net', '30 mx2.example.net'],
  SRV: ['20 5 5060 sip.example.net', '30 6 5061 sip2.example.net'],
};

/** Records that are alike but for what stands in front of their host or value. */
const pairs = [
  ['MX', '10 mx.example.net', '20 mx.example.net'],
  ['SRV', '20 5 5060 sip.example.net', '20 5 5061 sip.example.net'],
  ['SRV', '20 5 5060 sip.example.net', '30 5 5060 sip.example.net'],
  ['CAA', '0 issue "letsencrypt.org"', '0 issuewild "letsencrypt.org"'],
] as const;

/** What every provider must do where records change. */
export function describeChanges(subject: Subject): void {
  const it = runUnlessExcepted(subject);

  it('updates one value and leaves the other', async () => {
    const { fake, service } = await openSubject(subject);
    await service.create({ ...challenge, content: 'one', ttl });
    await service.create({ ...challenge, content: 'two', ttl });
    const [record] = await service.list({ ...challenge, content: 'one' });
    await service.update(record?.id, { ...challenge, content: 'three', ttl });
    assert.deepEqual(challenges(fake), ['three', 'two']);
  });

  it('tells where the record is gone that it was to change', async () => {
    const { fake, service, record } = await openHolding(subject, ['one', 'two']);
    await service.remove(record?.id, {});
    const changed = { ...challenge, content: 'three', ttl };
    const outcome = await service.update(record?.id, changed).catch((error: unknown) => error);
    if (outcome !== undefined) assert.ok(isFailure(outcome), String(outcome));
    // Where records cannot change, the new one is made before the old one is missed.
    const left = challenges(fake).join();
    assert.ok(left === 'three,two' || (left === 'two' && outcome !== undefined), `${left} ${outcome}`);
  });

  it('gives a record another name', async () => {
    const { fake, service, record } = await openHolding(subject, ['one', 'two'], others);
    await service.update(record?.id, { type: 'TXT', name: 'elsewhere', content: 'three', ttl });
    const moved = [
      { ...challenge, content: 'two' },
      { type: 'TXT', name: 'elsewhere', content: 'three' },
    ];
    assert.deepEqual(sorted(fake.records()), sorted([...others, ...moved]));
  });

  it('makes a record of another type of one', async () => {
    const { fake, service, manifest, record } = await openHolding(subject, ['one'], others);
    if (!manifest.capabilities.types.includes('A')) return;
    const changed = { type: 'A', name: 'elsewhere', content: '192.0.2.9', ttl };
    const outcome = await service.update(record?.id, changed).catch((error: unknown) => error);
    if (!subject.keepsType) {
      assert.equal(outcome, undefined);
      assert.deepEqual(sorted(fake.records()), sorted([...others, changed]));
      return;
    }
    assert.ok(isFailure(outcome), `took it for done: ${outcome}`);
    const types = (records: readonly { readonly type: string }[]) => records.map(({ type }) => type).sort();
    assert.deepEqual(types(fake.records()), types([...others, challenge]));
  });

  it('takes no change for made whose answer shows the old type', async () => {
    // So many others that its id is in no address by chance.
    const { fake, service, manifest, interfere, record } = await openHolding(subject, ['one'], others);
    if (!manifest.capabilities.types.includes('A')) return;
    let isShown = false;
    interfere((request) => {
      const { body, ...given } = fake.answer(request);
      if (!/^(PUT|PATCH|POST)$/.test(request.method) || !request.url.pathname.split('/').includes(`${record?.id}`))
        return { ...given, body };
      const old = String(body).replaceAll(/("\w*type":\s*)"A"/gi, '$1"TXT"');
      isShown ||= old !== body;
      return { ...given, body: old };
    });
    const changed = { type: 'A', name: 'elsewhere', content: '192.0.2.9', ttl };
    const outcome = await service.update(record?.id, changed).catch((error: unknown) => error);
    if (isShown) assert.ok(isFailure(outcome), `took it for done: ${outcome}`);
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
    for (const [index, [type, ...contents]] of pairs.entries()) {
      if (!manifest.capabilities.types.includes(type)) continue;
      const name = `post${index}`;
      const records = contents.map((content) => ({ type, name, content, ttl }));
      const left = () => fake.records().filter((record) => record.name === name);
      const [first, second] = records;
      assert.ok(first && second);
      for (const record of records) await service.create(record);
      // Some services take the second one for the first.
      if (left().length === 1) continue;
      await service.removeAll([second]);
      assert.deepEqual(sorted(left()), sorted([first]));
    }
  });

  it('changes a record of another type, with its priority', async () => {
    const { fake, service, manifest } = await openSubject(subject);
    for (const record of others) fake.add(record);
    for (const [type, [before, after]] of Object.entries(changes)) {
      if (!manifest.capabilities.types.includes(type)) continue;
      const name = `changing-${type.toLowerCase()}`;
      await service.create({ type, name, content: before, ttl });
      const [record] = await service.list({ type, name });
      for (const [id, content] of [
        [record?.id, after],
        [undefined, before],
      ] as const) {
        await service.update(id, { type, name, content, ttl });
        const found = fake.records().filter((one) => one.name === name);
        assert.deepEqual(sorted(found), [`${name} ${type} ${content}`]);
      }
    }
  });
}
