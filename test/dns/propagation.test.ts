import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Clock } from '../../core/clock/clock.js';
import type { Question } from '../../core/dns/exchange.js';
import { measureVisibility } from '../../core/dns/measure-visibility.js';
import { awaitPropagation, type PropagationOptions } from '../../core/dns/propagation.js';
import type { ServerAddress } from '../../core/dns/server-address.js';
import type { ExpectedTxt } from '../../core/dns/visibility.js';
import type { ZoneServer } from '../../core/dns/zone-servers.js';
import { Failure, isFailure } from '../../core/sdk/index.js';
import { cname, type FakeResolver, fakeResolver, txt } from './fake-resolver.js';

interface TestClock extends Clock {
  readonly pauses: number[];
}

function testClock(): TestClock {
  const pauses: number[] = [];
  let time = 0;
  return {
    pauses,
    now: () => time,
    async sleep(milliseconds, signal) {
      if (signal?.aborted) throw new Failure('ABORTED', 'stopped');
      pauses.push(milliseconds);
      time += milliseconds;
    },
  };
}

const one: ExpectedTxt = { name: '_acme-challenge.example.com', value: 'one', apex: 'example.com' };
const two: ExpectedTxt = { ...one, value: 'two' };
const other: ExpectedTxt = { name: '_acme-challenge.example.net', value: 'three', apex: 'example.net' };

function server(host: string): ZoneServer {
  return { host: `ns-${host}`, address: { host, port: 53 } };
}

function setUp(
  answer: (server: ServerAddress, question: Question, clock: TestClock) => string[] | Failure | undefined,
  more: Partial<PropagationOptions> = {},
): { options: PropagationOptions; clock: TestClock; resolver: FakeResolver } {
  const clock = testClock();
  const resolver = fakeResolver({}, (asked, question) => {
    const values = answer(asked, question, clock);
    return Array.isArray(values) ? { answers: txt(question.name, ...values) } : values;
  });
  const options: PropagationOptions = {
    mode: 'authoritative',
    expected: [one, two, other],
    resolver,
    zoneServers: async (apex) =>
      apex === 'example.com' ? [server('192.0.2.1'), server('192.0.2.2')] : [server('192.0.2.3')],
    sleepTimeSeconds: 30,
    signal: new AbortController().signal,
    clock,
    ...more,
  };
  return { options, clock, resolver };
}

const all = (question: Question) => (question.name.endsWith('.net') ? ['three'] : ['two', 'one', 'older']);

describe('waiting until all values are visible', () => {
  test('does not wait at all where they are, and asks each server once for each name', async () => {
    const { options, clock, resolver } = setUp((_, question) => all(question));
    assert.equal(await awaitPropagation(options), 0);
    assert.deepEqual(clock.pauses, []);
    assert.equal(resolver.asked.length, 3);
  });

  test('looks often at first, then less, and only at what is missing', async () => {
    const { options, clock, resolver } = setUp((asked, question, { now }) => {
      return asked.host === '192.0.2.2' && now() < 20_000 ? ['one'] : all(question);
    });
    const missing: number[] = [];
    const waited = await awaitPropagation({ ...options, onProgress: (progress) => missing.push(progress.missing) });
    assert.deepEqual(clock.pauses, [100, 250, 500, 1000, 2000, 5000, 5000, 5000, 5000]);
    assert.equal(waited, 23_850);
    assert.equal(resolver.asked.filter((line) => line.startsWith('ask 192.0.2.1')).length, 1);
    assert.equal(resolver.asked.filter((line) => line.startsWith('ask 192.0.2.2')).length, 10);
    assert.deepEqual([missing[0], missing.at(-1)], [1, 0]);
  });

  test('gives up after all rounds and names the record, the server and its answer', async () => {
    const { options } = setUp((asked, question) => (asked.host === '192.0.2.2' ? undefined : all(question)), {
      sleepTimeSeconds: 10,
      maxChecks: 3,
    });
    await assert.rejects(awaitPropagation(options), (error) => {
      assert.ok(isFailure(error, 'PROPAGATION'));
      assert.equal(
        error.message,
        'TXT _acme-challenge.example.com is not visible after 30 s: ns-192.0.2.2 (192.0.2.2) answered NXDOMAIN',
      );
      return true;
    });
  });

  test('tells of other values, of silence, and of how many names are missing', async () => {
    const stale = setUp((_, question) => (question.name.endsWith('.net') ? ['old'] : ['old', 'one']), {
      sleepTimeSeconds: 0,
    });
    await assert.rejects(
      awaitPropagation(stale.options),
      /lacks 1 of 2 values and answered "old", "one" \(and 1 more name\)$/,
    );
    const dead = setUp(() => new Failure('TIMEOUT', '192.0.2.1 did not answer within 2.5 s'), { sleepTimeSeconds: 0 });
    await assert.rejects(awaitPropagation(dead.options), /did not answer: 192\.0\.2\.1 did not answer within 2\.5 s/);
  });

  test('a zone whose servers cannot be found is looked for again, and told at the end', async () => {
    let tries = 0;
    const { options } = setUp((_, question) => all(question), {
      zoneServers: async () => {
        tries += 1;
        if (tries < 4) throw new Failure('DNS', 'no name server of the zone can be found');
        return [server('192.0.2.1')];
      },
    });
    await awaitPropagation(options);
    const never = async () => {
      throw new Failure('DNS', 'no name server can be found', { hint: 'Delegate it' });
    };
    await assert.rejects(awaitPropagation({ ...options, expected: [one], zoneServers: never }), (error) => {
      assert.ok(isFailure(error, 'PROPAGATION'));
      assert.match(error.message, /zone example\.com cannot be checked: no name server can be found/);
      return error.hint === 'Delegate it';
    });
    const alone = setUp(() => ['old'], { expected: [other], sleepTimeSeconds: 0 });
    await assert.rejects(awaitPropagation(alone.options), /_acme-challenge\.example\.net is not visible/);
  });

  for (const [family, there, absent] of [
    ['IPv6', '192.0.2.1', '2001:db8::1'],
    ['IPv4', '2001:db8::1', '192.0.2.1'],
  ] as const) {
    describe(`on a host without ${family}`, () => {
      const zoneServers = async () => [server(there), server(absent)];
      const unreachable = new Failure('NETWORK', 'network is unreachable');

      test('addresses that cannot be reached do not count', async () => {
        const warnings: string[] = [];
        const { options } = setUp((asked, question) => (asked.host === absent ? unreachable : all(question)), {
          zoneServers,
          onWarning: (message) => warnings.push(message),
        });
        assert.equal(await awaitPropagation(options), 0);
        assert.deepEqual(warnings, []);
      });

      test('but they do where nothing else shows the name', async () => {
        const { options } = setUp(() => unreachable, { zoneServers: async () => [server(absent)], maxChecks: 1 });
        await assert.rejects(awaitPropagation(options), (error) => isFailure(error, 'PROPAGATION'));
      });
    });
  }

  describe('servers that never answer anything', () => {
    const timeout = new Failure('TIMEOUT', 'did not answer within 2.5 s');

    function setUpDead(answer: Parameters<typeof setUp>[0], more: Partial<PropagationOptions> = {}) {
      const warnings: string[] = [];
      return { warnings, ...setUp(answer, { onWarning: (message) => warnings.push(message), ...more }) };
    }

    test('are waited for some seconds, then named, once all others agree', async () => {
      const { options, warnings } = setUpDead((asked, question) =>
        asked.host === '192.0.2.2' ? timeout : all(question),
      );
      const waited = await awaitPropagation(options);
      assert.ok(waited >= 10_000 && waited < 20_000, `${waited}`);
      assert.deepEqual(warnings, [
        'the name server ns-192.0.2.2 (192.0.2.2) has not answered for 14 s; all others show the records',
      ]);
    });

    test('also where the whole time is shorter than that', async () => {
      const { options, warnings } = setUpDead(
        (asked, question) => (asked.host === '192.0.2.2' ? timeout : all(question)),
        { sleepTimeSeconds: 1, maxChecks: 1 },
      );
      await awaitPropagation(options);
      assert.equal(warnings.length, 1);
    });

    test('do not hide one that has not got the values', async () => {
      const { options, warnings } = setUpDead(
        (asked, question) => {
          if (asked.host === '192.0.2.2') return timeout;
          return question.name.endsWith('.net') ? ['old'] : all(question);
        },
        { sleepTimeSeconds: 5, maxChecks: 1 },
      );
      await assert.rejects(awaitPropagation(options), /\.example\.net is not visible .*answered "old"/);
      assert.deepEqual(warnings, []);
    });

    test('one that answered before and does not any more is missed', async () => {
      let asked = 0;
      const { options } = setUpDead(
        ({ host }, question) => {
          if (host !== '192.0.2.2') return all(question);
          asked += 1;
          return asked === 1 ? ['old'] : timeout;
        },
        { maxChecks: 1 },
      );
      await assert.rejects(awaitPropagation(options), (error) => isFailure(error, 'PROPAGATION'));
    });

    test('the only server of a zone is no dead one among others', async () => {
      const { options } = setUpDead(
        ({ host }, question) => {
          if (host === '192.0.2.53') return undefined;
          return host === '192.0.2.3' ? timeout : all(question);
        },
        { sleepTimeSeconds: 5, maxChecks: 1 },
      );
      await assert.rejects(awaitPropagation(options), /example\.net is not visible after .*192\.0\.2\.53/);
    });

    test('where none answers the resolvers are asked, and that is said', async () => {
      const { options, warnings, resolver } = setUpDead(({ host }, question) =>
        host === '192.0.2.53' ? all(question) : timeout,
      );
      const waited = await awaitPropagation(options);
      assert.ok(waited >= 10_000 && waited < 20_000, `${waited}`);
      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0] ?? '',
        /^no name server of the zone of _acme-challenge\.example\.com and 1 more answers this host .*\(192\.0\.2\.53\)$/,
      );
      assert.equal(resolver.asked.filter((line) => line.startsWith('ask 192.0.2.53')).length, 2);
    });

    test('of one zone, its names alone are asked of the resolvers', async () => {
      const { options, resolver, warnings } = setUpDead(({ host }, question) =>
        host === '192.0.2.3' ? timeout : all(question),
      );
      await awaitPropagation(options);
      assert.match(warnings[0] ?? '', /of the zone of _acme-challenge\.example\.net answers this host/);
      const atResolver = resolver.asked.filter((line) => line.startsWith('ask 192.0.2.53'));
      assert.deepEqual(atResolver, ['ask 192.0.2.53 TXT _acme-challenge.example.net']);
    });
  });

  test('a CNAME record in the place of the value is told', async () => {
    const { options } = setUp(() => undefined, { sleepTimeSeconds: 0 });
    const resolver = fakeResolver({}, (_, { name }) => ({ answers: [cname(name, 'elsewhere.example.org')] }));
    await assert.rejects(
      awaitPropagation({ ...options, resolver }),
      /answered with a CNAME record to "elsewhere\.example\.org"/,
    );
  });

  test('private addresses of name servers are told for what they are', async () => {
    const { options } = setUp(() => [], { sleepTimeSeconds: 0, zoneServers: async () => [server('10.0.0.53')] });
    await assert.rejects(
      awaitPropagation(options),
      (error) => isFailure(error, 'PROPAGATION') && /split horizon/.test(error.hint ?? ''),
    );
  });

  describe('in mode recursive', () => {
    const isResolver = ({ host }: ServerAddress) => host === '192.0.2.53';

    test('resolvers are asked only once the zone has the values', async () => {
      const { options, resolver } = setUp(
        (asked, question, { now }) => (now() < 3000 && !isResolver(asked) ? undefined : all(question)),
        { mode: 'recursive' },
      );
      await awaitPropagation(options);
      const atResolver = resolver.asked.filter((line) => line.startsWith('ask 192.0.2.53'));
      assert.equal(atResolver.length, 2);
    });

    test('or where the zone cannot be asked', async () => {
      const { options, clock } = setUp(
        (asked, question) => (isResolver(asked) ? all(question) : new Failure('TIMEOUT', 'no answer')),
        { mode: 'recursive' },
      );
      assert.equal(await awaitPropagation(options), 0);
      assert.deepEqual(clock.pauses, []);
    });

    test('or once half of the time is over, where the zone shows something else', async () => {
      const { options } = setUp((asked, question) => (isResolver(asked) ? all(question) : ['old']), {
        mode: 'recursive',
      });
      assert.equal(await awaitPropagation(options), 60_000);
    });

    test('a failure names the resolver', async () => {
      const { options } = setUp((asked, question) => (isResolver(asked) ? undefined : all(question)), {
        mode: 'recursive',
        maxChecks: 1,
      });
      await assert.rejects(awaitPropagation(options), /not visible after 30 s: 192\.0\.2\.53 answered NXDOMAIN/);
    });
  });

  test('in mode off it sleeps once and asks nobody', async () => {
    const { options, clock, resolver } = setUp(() => undefined, { mode: 'off' });
    await awaitPropagation(options);
    await awaitPropagation({ ...options, sleepTimeSeconds: 0 });
    await awaitPropagation({ ...options, sleepTimeSeconds: 1 });
    assert.deepEqual(clock.pauses, [30_000, 1000]);
    assert.deepEqual(resolver.asked, []);
    const awake = { ...clock, sleep: () => Promise.reject(new Failure('ABORTED', 'stopped while it slept')) };
    await assert.rejects(awaitPropagation({ ...options, clock: awake }), /stopped while it slept/);
  });

  test('stops when it is told to', async () => {
    const { options } = setUp(() => undefined, { signal: AbortSignal.abort() });
    await assert.rejects(awaitPropagation(options), (error) => isFailure(error, 'ABORTED'));
  });
});

test('measuring tells when each server showed the values, and what a late one said', async () => {
  const { options } = setUp((asked, question, { now }) => {
    if (asked.host === '192.0.2.3') return undefined;
    return asked.host === '192.0.2.2' && now() < 300 ? [] : all(question);
  });
  const measured = await measureVisibility({ ...options, longestMs: 5000 });
  const { name } = one;
  assert.deepEqual(measured, [
    { server: 'ns-192.0.2.1 (192.0.2.1)', name, seenAfterMs: 0, answered: undefined },
    { server: 'ns-192.0.2.2 (192.0.2.2)', name, seenAfterMs: 350, answered: undefined },
    {
      server: 'ns-192.0.2.3 (192.0.2.3)',
      name: other.name,
      seenAfterMs: undefined,
      answered: 'ns-192.0.2.3 (192.0.2.3) answered NXDOMAIN',
    },
  ]);
});

test('measuring tells of a server whose silence is borne, and in which mode it was asked', async () => {
  const timeout = new Failure('TIMEOUT', 'did not answer within 2.5 s');
  for (const [mode, servers] of [
    [undefined, ['ns-192.0.2.1 (192.0.2.1)', 'ns-192.0.2.2 (192.0.2.2) borne']],
    ['off', ['ns-192.0.2.1 (192.0.2.1)', 'ns-192.0.2.2 (192.0.2.2) borne']],
    ['authoritative', ['ns-192.0.2.1 (192.0.2.1)', 'ns-192.0.2.2 (192.0.2.2) borne']],
    ['recursive', ['192.0.2.53']],
  ] as const) {
    const { options } = setUp(({ host }, question) => (host === '192.0.2.2' ? timeout : all(question)), {
      expected: [one],
    });
    const { mode: _, ...watch } = options;
    const measured = await measureVisibility({ ...watch, ...(mode && { mode }), longestMs: 20_000 });
    assert.deepEqual(
      measured.map(({ server, isBorne }) => `${server}${isBorne === undefined ? '' : ` ${isBorne ? 'borne' : 'not'}`}`),
      servers,
    );
  }
  const failure = new Failure('DNS', 'no server');
  const { options } = setUp((_, question) => all(question), { zoneServers: () => Promise.reject(failure) });
  await assert.rejects(measureVisibility({ ...options, longestMs: 0 }), failure);
});

test('a server that is found late is asked, and its zone no longer missed', async () => {
  const progress: number[] = [];
  let looks = 0;
  const { options } = setUp((_, question) => all(question), {
    zoneServers: async (apex) => {
      if (apex === 'example.net') looks += 1;
      if (looks === 1) throw new Failure('DNS', 'not yet');
      return [server('192.0.2.1')];
    },
    onProgress: ({ missing, total }) => progress.push(missing, total),
  });
  assert.equal(await awaitPropagation(options), 100);
  assert.deepEqual(progress, [1, 3, 0, 3]);
});
