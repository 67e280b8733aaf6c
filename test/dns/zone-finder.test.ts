import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AnswerRecord } from '../../core/dns/answer.js';
import { isHostName } from '../../core/dns/host-name.js';
import { zoneCandidates } from '../../core/dns/zone-candidates.js';
import { createZoneFinder, readApex } from '../../core/dns/zone-finder.js';
import { delegatedZone, hostedDomain, registrableDomain } from '../../core/dns/zone-names.js';
import { Failure, isFailure } from '../../core/sdk/index.js';
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

  test('where no resolver answers it asks for one name more, takes the list, and says what was answered', async () => {
    const resolver = fakeResolver(() => silent());
    const found = await createZoneFinder({ resolver, signal }).find('a.b.c.example.com');
    assert.deepEqual(found, { apex: 'example.com', source: 'public-suffix', answered: 'no answer' });
    assert.equal(resolver.asked.length, 2);
  });

  test('a name whose SOA query goes unanswered lies in the zone of the next one up', async () => {
    const resolver = fakeResolver({
      'SOA _acme-challenge.sub.example.com': silent(),
      'SOA sub.example.com': { answers: [soa('sub.example.com')] },
    });
    const found = await createZoneFinder({ resolver, signal }).find('_acme-challenge.sub.example.com');
    assert.deepEqual(found, { apex: 'sub.example.com', source: 'soa' });
  });

  test('a server that repeats the name it was asked for, though it does not exist, is not believed', async () => {
    const resolver = fakeResolver((name) => ({
      rcode: name === 'example.com' ? 'NOERROR' : 'NXDOMAIN',
      authority: [soa(name)],
    }));
    assert.equal((await createZoneFinder({ resolver, signal }).find('a.b.example.com')).apex, 'example.com');
  });

  test('an apex with a CNAME that is answered for every type is passed over', async () => {
    const resolver = fakeResolver({
      'SOA sub.example.com': { answers: [cname('sub.example.com', 'cdn.example.net'), soa('example.net')] },
      'SOA example.com': { answers: [soa('example.com')] },
    });
    assert.equal((await createZoneFinder({ resolver, signal }).find('sub.example.com')).apex, 'example.com');
  });

  test('what is no host name is refused before it is asked for', async () => {
    for (const name of [
      'a/b.example.com',
      'x%2e%2e.example.com',
      'a?.example.com',
      'a b.example.com',
      '..',
      'a..com',
    ]) {
      const resolver = fakeResolver({});
      await assert.rejects(createZoneFinder({ resolver, signal }).find(name), (error) => {
        return isFailure(error, 'DNS') && !error.retryable && resolver.asked.length === 0;
      });
    }
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

test('what an answer says of the apex', () => {
  const flags = { authoritative: true, truncated: false, recursionAvailable: false, authenticData: false };
  const table: readonly [
    answers: AnswerRecord[],
    authority: AnswerRecord[],
    rcode: string,
    apex: string | undefined,
  ][] = [
    [[soa('a.example.com')], [], 'NOERROR', 'a.example.com'],
    [[soa('example.com')], [], 'NOERROR', undefined],
    [[], [soa('example.com')], 'NXDOMAIN', 'example.com'],
    [[], [soa('a.example.com')], 'NOERROR', 'a.example.com'],
    [[], [soa('a.example.com')], 'NXDOMAIN', undefined],
    [[], [soa('')], 'NXDOMAIN', ''],
    [[], [soa('other.net')], 'NXDOMAIN', undefined],
    [[], [soa('other.net'), soa('com')], 'NXDOMAIN', 'com'],
    [[cname('a.example.com', 'b.net')], [soa('example.com')], 'NOERROR', undefined],
    [[cname('b.example.com', 'b.net')], [soa('example.com')], 'NOERROR', 'example.com'],
    [[], [], 'NOERROR', undefined],
  ];
  for (const [answers, authority, rcode, apex] of table)
    assert.equal(readApex('a.example.com', { rcode, answers, authority, flags, server: 'x' }), apex);
});

test('a name whose zone is the root, or a suffix, is not in a zone of somebody', async () => {
  for (const apex of ['', 'com']) {
    const resolver = fakeResolver({ 'SOA a.example.com': { rcode: 'NXDOMAIN', authority: [soa(apex)] } });
    const found = await createZoneFinder({ resolver, signal }).find('a.example.com');
    assert.deepEqual(found, { apex: 'example.com', source: 'public-suffix' });
    assert.equal(resolver.asked.length, 1);
  }
});

test('registrable domains, without private suffixes', () => {
  const expected = {
    'www.example.com': 'example.com',
    '*.a.example.co.uk': 'example.co.uk',
    '_acme-challenge.user.github.io': 'github.io',
    'host.internal-only': 'host.internal-only',
    com: 'com',
    // Read as a name, not as a URL.
    'a.example.com/../../victim.example/x.example.net': 'example.net',
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

test('domains of dynamic DNS services count as hosted domains', () => {
  assert.equal(hostedDomain('_acme-challenge.foo.duckdns.org'), 'foo.duckdns.org');
  assert.equal(hostedDomain('_acme-challenge.www.example.com'), 'example.com');
});

test('host names have letters, digits, hyphens and underscores', () => {
  for (const name of ['example.com', '_acme-challenge.xn--mller-kva.example', 'a_b.example', 'A.example'])
    assert.ok(isHostName(name), name);
  const long = Array(130).fill('ab').join('.');
  for (const name of [
    '',
    '.',
    'a..b',
    'a/b',
    'a%2f.b',
    'a b',
    'a\u0000',
    'ä.example',
    `${'a'.repeat(64)}.b`,
    long,
    '*.a',
  ]) {
    assert.ok(!isHostName(name), name);
  }
});

describe('the zones of an account that a name may be in', () => {
  const tables: [string, Parameters<typeof zoneCandidates>[1], string[]][] = [
    [
      '_acme-challenge.example.com',
      { apex: 'example.com', source: 'soa' },
      ['example.com', '_acme-challenge.example.com'],
    ],
    [
      '_acme-challenge.foo.duckdns.org',
      { apex: 'duckdns.org', source: 'soa' },
      ['duckdns.org', '_acme-challenge.foo.duckdns.org', 'foo.duckdns.org'],
    ],
    [
      '_acme-challenge.a.b.c.example.co.uk',
      { apex: 'a.b.c.example.co.uk', source: 'soa' },
      [
        'a.b.c.example.co.uk',
        '_acme-challenge.a.b.c.example.co.uk',
        'b.c.example.co.uk',
        'c.example.co.uk',
        'example.co.uk',
      ],
    ],
    ['x.sub.example.com', { apex: 'sub.example.com', source: 'delegated' }, ['sub.example.com']],
    ['x.internal', { apex: 'internal', source: 'public-suffix' }, ['internal', 'x.internal']],
  ];
  for (const [name, found, expected] of tables) {
    test(`${name}, served from ${found.apex}`, () => assert.deepEqual(zoneCandidates(name, found), expected));
  }
});
