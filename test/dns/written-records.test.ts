import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findOrFail } from '../../core/dns/find-or-fail.js';
import { draftOf, filterOf, isMatch, withMadeId } from '../../core/dns/record-forms.js';
import { removeEach } from '../../core/dns/remove-each.js';
import { clampTtl } from '../../core/dns/ttl.js';
import { createZoneWriter } from '../../core/dns/zone-writer.js';
import {
  type Capabilities,
  type DnsProvider,
  type DnsRecord,
  Failure,
  type FailureCode,
  isFailure,
} from '../../core/sdk/index.js';

describe('records', () => {
  it('go to providers in one form, whatever people write', () => {
    const zone = 'example.com';
    const limits = { minTtl: 60 } as Capabilities;
    const made = (record: object) =>
      draftOf({ type: 'TXT', name: 'a.example.com', content: '"x"', ...record }, zone, limits);
    const bare = { type: 'TXT', name: 'a', content: 'x' };
    assert.deepEqual(made({}), { ...bare, ttl: 3600 });
    assert.deepEqual(made({ ttl: 1, priority: 0 }), { ...bare, ttl: 60, askedTtl: 60, priority: 0 });
    const proof = { domain: 'd', token: 't', keyAuthorization: 'k' };
    assert.deepEqual(made({ proof, type: 'SPF' }), { ...bare, type: 'SPF', content: '"x"', ttl: 3600, proof });
    assert.deepEqual(filterOf({}, zone), {});
    assert.deepEqual(filterOf({ type: 'TXT', name: '@', content: '"x"' }, zone), {
      type: 'TXT',
      name: '@',
      content: 'x',
    });
    assert.deepEqual(filterOf({ content: '"x"' }, zone), { content: '"x"' });
    const { id, ...rest } = withMadeId({ type: 'TXT', name: 'a.example.com.', content: '"x"', proof }, zone);
    assert.deepEqual([typeof id, rest], ['string', { ...bare, proof }]);
    assert.ok(!('proof' in withMadeId({ type: 'TXT', name: 'a', content: 'x' }, zone)));
  });

  it('match by type, name and content, to the letter only where letters matter', () => {
    const txt = { id: '1', type: 'TXT', name: 'a', content: 'Text.' };
    const mx = { id: '2', type: 'MX', name: 'bücher', content: 'Mail.example.com.', priority: 10 };
    const table: readonly [DnsRecord, Parameters<typeof isMatch>[1], boolean][] = [
      [txt, {}, true],
      [txt, { type: 'A' }, false],
      [txt, { type: 'TXT', name: 'b' }, false],
      [txt, { name: 'a', content: 'Text.' }, true],
      [txt, { content: 'text.' }, false],
      [txt, { content: 'Text' }, false],
      [mx, { name: 'xn--bcher-kva', content: 'mail.example.com' }, true],
      [mx, { content: '10 MAIL.example.com.' }, true],
      [mx, { content: '20 mail.example.com' }, false],
      [{ ...mx, priority: undefined }, { content: 'undefined mail.example.com' }, false],
    ];
    for (const [record, filter, expected] of table)
      assert.equal(isMatch(record, filter), expected, JSON.stringify(filter));
  });

  it('are removed one after the other, and none any more after a failure that all would meet', async () => {
    const all: FailureCode[] = [
      'RATE_LIMITED',
      'AUTHENTICATION',
      'ABORTED',
      'NETWORK',
      'TIMEOUT',
      'ZONE_NOT_FOUND',
      'SERVER',
    ];
    for (const code of [...all, 'API', 'UNSUPPORTED', 'RECORD_EXISTS'] as const) {
      const asked: string[] = [];
      const gone: string[] = [];
      const records = ['1', '2', '3', '4'].map((id) => ({ id, type: 'TXT', name: id, content: 'x' }));
      const work = removeEach(
        records,
        async ({ id }) => {
          asked.push(id);
          if (id === '2' || id === '3') throw new Failure(code, `of ${id}`);
        },
        ({ id }) => void gone.push(id),
      );
      await assert.rejects(work, (error) => isFailure(error, code) && error.message === 'of 2');
      const stops = all.includes(code);
      assert.deepEqual([asked.join(''), gone.join('')], stops ? ['12', '1'] : ['1234', '14'], code);
    }
    await assert.rejects(
      removeEach(
        [{ id: '1', type: 'A', name: 'a', content: 'x' }],
        () => Promise.reject(new Error('a mistake')),
        () => {},
      ),
      /a mistake/,
    );
  });

  it('that were written together are written alone where that may help', async () => {
    const hopeless: FailureCode[] = [
      'RATE_LIMITED',
      'AUTHENTICATION',
      'ABORTED',
      'NETWORK',
      'TIMEOUT',
      'ZONE_NOT_FOUND',
    ];
    for (const code of [...hopeless, 'API', 'SERVER', 'UNSUPPORTED'] as const) {
      const calls: string[] = [];
      const service = {
        async createAll(records: readonly { name: string }[], isNew?: boolean) {
          calls.push(`${records.map(({ name }) => name).join('')} ${isNew}`);
          if (records.length > 1) throw new Failure(code, 'no');
        },
      };
      const signal = new AbortController().signal;
      const writer = createZoneWriter({ service: service as never, canBatch: true, signal, writeMs: 60_000 });
      const record = (name: string) => ({ type: 'TXT', name, content: 'x' });
      const results = await Promise.allSettled([
        writer.create([record('a')], true),
        writer.create([record('b')], true),
      ]);
      const helps = !hopeless.includes(code);
      assert.deepEqual(calls, helps ? ['ab true', 'a false', 'b false'] : ['ab true'], code);
      assert.ok(results.every(({ status }) => status === (helps ? 'fulfilled' : 'rejected')));
    }
  });
});

describe('the zone at a provider', () => {
  it('is looked for by its letters, too, and is not there where the service takes those for no name', async () => {
    const asked: string[] = [];
    const find = (answer: (name: string) => { name: string } | undefined, zoneName: string) =>
      findOrFail({
        provider: {
          findZone: async (name: string) => {
            asked.push(name);
            return answer(name);
          },
        } as DnsProvider,
        providerTitle: 'Memory',
        zoneName,
      });
    const missing = (error: unknown) => isFailure(error, 'ZONE_NOT_FOUND') && /of Memory$/.test(error.message);
    await assert.rejects(
      find(() => undefined, 'example.com'),
      missing,
    );
    assert.deepEqual(asked.splice(0), ['example.com']);
    const byLetters = await find((name) => (name === 'bücher.example' ? { name } : undefined), 'xn--bcher-kva.example');
    assert.equal(byLetters.name, 'bücher.example');
    assert.deepEqual(asked.splice(0), ['xn--bcher-kva.example', 'bücher.example']);
    for (const code of ['API', 'UNSUPPORTED', 'SERVER', 'AUTHENTICATION'] as const) {
      const refusing = (name: string) => {
        if (name.startsWith('x')) return undefined;
        throw new Failure(code, 'what is this?');
      };
      const expected = code === 'API' || code === 'UNSUPPORTED' ? 'ZONE_NOT_FOUND' : code;
      await assert.rejects(find(refusing, 'xn--bcher-kva.example'), (error) => isFailure(error, expected));
    }
  });
});

it('a TTL is brought within what the API takes', () => {
  const table: readonly [ttl: number, limits: Partial<Capabilities>, expected: number][] = [
    [0, {}, 1],
    [2 ** 31, {}, 2 ** 31 - 1],
    [60, { minTtl: 120 }, 120],
    [9000, { maxTtl: 3600 }, 3600],
    [61, { ttls: [60, 300] }, 300],
    [60, { ttls: [60, 300] }, 60],
    [301, { ttls: [60, 300] }, 300],
    [301, { ttls: [] }, 301],
  ];
  for (const [ttl, limits, expected] of table) assert.equal(clampTtl(ttl, limits as Capabilities), expected);
});
