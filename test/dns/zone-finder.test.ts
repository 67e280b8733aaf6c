import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createZoneFinder, delegatedZone, registrableDomain } from '../../core/dns/index.js';
import { Failure } from '../../core/sdk/index.js';
import { cname, fakeResolver, refused, silent, soa } from './fake-resolver.js';

const { signal } = new AbortController();

describe('finding the zone of a name', () => {
  test('the SOA record beside a negative answer tells it at once', async () => {
    const resolver = fakeResolver({ 'SOA a.b.example.com': { rcode: 'NXDOMAIN', authority: [soa('example.com')] } });
    const found = await createZoneFinder({ resolver, signal }).find('A.b.example.com.');
    assert.deepEqual(found, { apex: 'example.com', source: 'soa' });
    assert.deepEqual(resolver.asked, ['query SOA a.b.example.com']);
  });

  test('a name may be an apex itself, also below another zone', async () => {
    const resolver = fakeResolver({ 'SOA sub.example.com': { answers: [soa('sub.example.com')] } });
    const found = await createZoneFinder({ resolver, signal }).find('*.sub.example.com');
    assert.deepEqual(found, { apex: 'sub.example.com', source: 'soa' });
  });

  test('the SOA record behind an alias is not believed, even where it is one of a zone above', async () => {
    const resolver = fakeResolver({
      'SOA alias.sub.example.com': {
        answers: [cname('alias.sub.example.com', 'www.example.com')],
        authority: [soa('example.com')],
      },
      'SOA sub.example.com': { answers: [soa('sub.example.com')] },
    });
    assert.equal((await createZoneFinder({ resolver, signal }).find('alias.sub.example.com')).apex, 'sub.example.com');
  });

  test('a broken name lies in a sound zone', async () => {
    const resolver = fakeResolver({
      'SOA broken.example.com': refused('SERVFAIL'),
      'SOA example.com': { answers: [soa('example.com')] },
    });
    assert.equal((await createZoneFinder({ resolver, signal }).find('broken.example.com')).source, 'soa');
  });

  test('a domain that is not delegated is taken from the public suffix list', async () => {
    const resolver = fakeResolver({ 'SOA www.new.co.uk': { rcode: 'NXDOMAIN', authority: [soa('uk')] } });
    const found = await createZoneFinder({ resolver, signal }).find('www.new.co.uk');
    assert.deepEqual(found, { apex: 'new.co.uk', source: 'public-suffix' });
  });

  test('where no resolver answers it asks once and takes the list', async () => {
    const resolver = fakeResolver(() => silent());
    const found = await createZoneFinder({ resolver, signal }).find('a.b.c.example.com');
    assert.deepEqual(found, { apex: 'example.com', source: 'public-suffix' });
    assert.equal(resolver.asked.length, 1);
  });

  test('--delegated wins and asks nobody', async () => {
    const resolver = fakeResolver({});
    const finder = createZoneFinder({ resolver, signal, delegated: 'sub' });
    assert.deepEqual(await finder.find('www.sub.example.com'), { apex: 'sub.example.com', source: 'delegated' });
    assert.deepEqual(resolver.asked, []);
  });

  test('a name is looked up once, but a failure is not kept', async () => {
    let calls = 0;
    const resolver = fakeResolver(() => {
      calls += 1;
      return calls === 1 ? new Failure('ABORTED', 'stopped') : { answers: [soa('example.com')] };
    });
    const finder = createZoneFinder({ resolver, signal });
    await assert.rejects(finder.find('example.com'));
    await Promise.all([finder.find('example.com'), finder.find('EXAMPLE.com.')]);
    assert.equal(calls, 2);
  });
});

test('registrable domains, without private suffixes', () => {
  const expected = {
    'www.example.com': 'example.com',
    '*.a.example.co.uk': 'example.co.uk',
    '_acme-challenge.user.github.io': 'github.io',
    'host.internal-only': 'host.internal-only',
    com: 'com',
  };
  const names = Object.keys(expected);
  assert.deepEqual(Object.fromEntries(names.map((name) => [name, registrableDomain(name)])), expected);
});

test('what --delegated means', () => {
  assert.equal(delegatedZone('sub', 'example.com'), 'sub.example.com');
  assert.equal(delegatedZone('sub.example.com.', 'example.com'), 'sub.example.com');
  assert.equal(delegatedZone('example.com', 'example.com'), 'example.com');
  assert.equal(delegatedZone('notexample.com', 'example.com'), 'notexample.com.example.com');
});
