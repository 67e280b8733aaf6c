import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  canonicalRequest,
  createXmlRpc,
  encodeStrictly,
  Failure,
  type HttpClient,
  type HttpResponse,
  hmacChain,
  inOtherForm,
  isFailure,
  type OutgoingRequest,
  pageBounds,
  scopedAuthorization,
  sha256,
  withCookies,
} from '../../core/sdk/index.js';
import { numberIn, textIn } from '../../core/sdk/item-values.js';
import { checkWord } from '../../core/sdk/known-word.js';

describe('a request as signatures want it', () => {
  it('has its parts in order, headers by name without needless blanks, and a digest of the body', () => {
    const request: OutgoingRequest = {
      method: 'PUT',
      url: new URL("https://api.example:8443/a%20b?z=1&a=x y&a=(!'*)"),
      headers: { 'x-date': '  to   day ', host: 'other', 'content-type': 'text/plain' },
      body: 'hello',
    };
    const digest = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
    assert.equal(sha256('hello'), digest);
    const query = 'a=%28%21%27%2A%29&a=x%20y&z=1';
    assert.deepEqual(canonicalRequest(request, ['x-date', 'host', 'absent']), {
      text: [
        'PUT',
        '/a%20b',
        query,
        'absent:',
        'host:api.example:8443',
        'x-date:to day',
        '',
        'absent;host;x-date',
        digest,
      ].join('\n'),
      signedHeaders: 'absent;host;x-date',
    });
    const bare = canonicalRequest({ ...request, url: new URL('https://a.example/'), body: undefined }, [], '/v1/');
    assert.deepEqual(bare, { text: ['PUT', '/v1/', '', '', '', sha256('')].join('\n'), signedHeaders: '' });
    assert.equal(encodeStrictly("AZaz09-._~/!'()*ü"), 'AZaz09-._~%2F%21%27%28%29%2A%C3%BC');
  });

  it('is signed with keys that are made one of the other', () => {
    // RFC 4231, test case 2.
    const known = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    assert.equal(hmacChain('Jefe', 'what do ya want for nothing?').toString('hex'), known);
    assert.deepEqual(hmacChain('k'), Buffer.from('k'));
    assert.notDeepEqual(hmacChain('k', 'a', 'b'), hmacChain('k', 'b', 'a'));
  });

  it('is signed within a scope as the signer of JD Cloud does it', () => {
    const query = 'filters.1.values.1=v1&filters.1.name=id&filters.1.values.2=v2';
    const time = '20190214T104514Z';
    const request: OutgoingRequest = {
      method: 'POST',
      url: new URL(`https://test.cn-north-1.jdcloud-api.net/v1/region/cn-north-1/test?${query}`),
      headers: { 'content-type': 'application/json', 'x-jdcloud-date': time, 'x-jdcloud-nonce': 'test nonce' },
      body: 'this is body',
    };
    const scope = ['20190214', 'cn-north-1', 'test', 'jdcloud2_request'];
    const key = { algorithm: 'JDCLOUD2-HMAC-SHA256', id: 'access key', secret: 'JDCLOUD2secret key', scope, time };
    const names = 'content-type;host;x-jdcloud-date;x-jdcloud-nonce';
    const signature = 'ab7f411c1af4d3938f69a24539572418fa4dcdb40e3c0dd4aa329fbca091688e';
    assert.equal(
      scopedAuthorization(request, names.split(';'), key),
      `${key.algorithm} Credential=access key/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
    );
  });
});

describe('a client with cookies', () => {
  it('gives back what was set, as long as it is, and hides it', () => {
    let given: Parameters<HttpClient['extend']>[0] = {};
    const http = {
      extend(defaults: typeof given) {
        given = defaults;
        return http;
      },
    } as HttpClient;
    const asked: HttpResponse[] = [];
    const jar = withCookies(http, {
      explain(response) {
        asked.push(response);
        return { message: 'explained' };
      },
    });
    assert.equal(jar.client, http);
    const hidden: unknown[] = [];
    const sent = () => {
      const request = {
        headers: {} as Record<string, string>,
        hide: (...secrets: unknown[]) => hidden.push(...secrets),
      };
      given.sign?.(request as never);
      return request.headers.cookie;
    };
    const answer = (...cookies: string[]) => {
      const response = { cookies } as unknown as HttpResponse;
      assert.deepEqual(given.explain?.(response), { message: 'explained' });
      assert.equal(asked.pop(), response);
    };
    const table: readonly [cookies: string[], sent: string | undefined][] = [
      [[], undefined],
      [['sid=one; Path=/; HttpOnly'], 'sid=one'],
      [[' lang = en ', 'nothing', '=x', ';'], 'sid=one; lang=en'],
      [['sid=two;Max-Age=60'], 'sid=two; lang=en'],
      [['lang=; Path=/'], 'sid=two'],
      [['a=b=c; max-age=10', 'other=1'], 'sid=two; a=b=c; other=1'],
      [['other=x; MAX-AGE = 0 ; Path=/'], 'sid=two; a=b=c'],
      [['a=x; max-age=-5'], 'sid=two'],
      [['sid=gone;max-age=0'], undefined],
    ];
    for (const [cookies, expected] of table) {
      answer(...cookies);
      assert.equal(sent(), expected, cookies.join());
    }
    assert.ok(hidden.includes('one') && hidden.includes('b=c'));
    answer('sid=three');
    assert.deepEqual([jar.cookie('sid'), jar.cookie('lang')], ['three', undefined]);
    const request = { headers: {} as Record<string, string> };
    given.sign?.(request as never);
    assert.deepEqual(request.headers, { cookie: 'sid=three' });
    withCookies(http);
    assert.equal(given.explain?.({ cookies: [] } as unknown as HttpResponse), undefined);
  });
});

describe('a request that has two forms', () => {
  const failed = (status: number | undefined, text = `${status}`) =>
    new Failure('API', text, status === undefined ? {} : { status });

  it('is made in the other one where the server does not know the first, and nowhere else', async () => {
    const table: readonly [first: Error, other: Error | undefined, outcome: string, tried: boolean][] = [
      [failed(404), undefined, 'other', true],
      [failed(405), undefined, 'other', true],
      [failed(400), undefined, 'Failure: 400', false],
      [failed(undefined), undefined, 'Failure: undefined', false],
      [new Error('mistake'), undefined, 'Error: mistake', false],
      [failed(404, 'first'), failed(404, 'other'), 'Failure: first', true],
      [failed(405, 'first'), failed(403, 'other'), 'Failure: other', true],
      [failed(404, 'first'), new Error('mistake'), 'Error: mistake', true],
    ];
    for (const [first, other, expected, tried] of table) {
      let calls = 0;
      const outcome = await inOtherForm(Promise.reject(first), async () => {
        calls += 1;
        if (other !== undefined) throw other;
        return 'other';
      }).catch(String);
      assert.deepEqual([outcome, calls > 0], [expected, tried], String(first));
    }
    assert.equal(await inOtherForm(Promise.resolve('first'), async () => assert.fail('asked')), 'first');
    const lets = ({ message }: Failure) => message === 'old';
    assert.equal(await inOtherForm(Promise.reject(failed(400, 'old')), async () => 'other', lets), 'other');
    await assert.rejects(
      inOtherForm(Promise.reject(failed(404)), async () => 'other', lets),
      /404/,
    );
  });
});

describe('the bounds of a list', () => {
  it('are a thousand pages and two hundred thousand items, and a page that is not read twice', () => {
    const fails = (work: () => void) => {
      try {
        work();
      } catch (error) {
        assert.ok(isFailure(error, 'RESPONSE'));
        return true;
      }
      return false;
    };
    const pages = pageBounds();
    let count = 0;
    while (!fails(() => pages.note([count], count))) count += 1;
    // The last one names another, which would be one too many.
    assert.equal(count, 999);
    for (const none of ['', null, undefined]) {
      const bounds = pageBounds();
      for (const item of [1, 2]) assert.ok(!fails(() => bounds.note([item], none)));
    }
    const items = pageBounds();
    items.note(new Array(200_000).fill(0), 'a');
    assert.ok(!fails(() => items.note([], 'b')));
    assert.ok(fails(() => items.note([1], 'c')));
    const table: readonly [first: [unknown[], unknown], second: [unknown[], unknown], endless: boolean][] = [
      [[[1], 'a'], [[2], 'b'], false],
      [[[1], 'a'], [[2], 'a'], true],
      [[[1], 'a'], [[1], 'b'], true],
      [[[{ x: 1 }], { at: 1 }], [[{ x: 2 }], { at: 1 }], true],
      [[[{ x: 1 }], { at: 1 }], [[{ x: 2 }], { at: 2 }], false],
    ];
    for (const [first, second, endless] of table) {
      const bounds = pageBounds();
      bounds.note(...first);
      assert.equal(
        fails(() => bounds.note(...second)),
        endless,
        JSON.stringify([first, second]),
      );
    }
  });
});

describe('values of items', () => {
  it('are texts and numbers, or none', () => {
    assert.deepEqual([textIn({ a: 'x' }, 'a'), textIn({ a: 7 }, 'a'), textIn({ a: '' }, 'a')], ['x', '7', '']);
    for (const value of [null, undefined, true, {}, []])
      assert.throws(
        () => textIn({ a: value }, 'a'),
        (error) => isFailure(error, 'RESPONSE') && /has no "a"/.test(error.message),
      );
    const table: readonly [value: unknown, number: number | undefined][] = [
      [5, 5],
      ['5', 5],
      [0, 0],
      ['0', 0],
      ['', undefined],
      [null, undefined],
      [undefined, undefined],
      ['x', undefined],
    ];
    for (const [value, number] of table) assert.equal(numberIn({ a: value }, 'a'), number, String(value));
    assert.equal(numberIn({ a: 5 }, undefined), undefined);
  });

  it('of a manifest or a call are words that are known', () => {
    checkWord('a thing', undefined, ['a']);
    checkWord('a thing', 'a', ['a', 'b']);
    assert.throws(
      () => checkWord('a thing', 'c', ['a', 'b']),
      (error) =>
        isFailure(error, 'CONFIG') && error.message === 'a thing cannot be "c"' && error.hint === 'Take one of a, b',
    );
  });
});

describe('a call by XML-RPC', () => {
  it('is a request whose answer is read by a schema, and is repeated only where that is harmless', async () => {
    const asked: unknown[] = [];
    let defaults: object = {};
    const http = {
      extend(given: object) {
        defaults = given;
        return http;
      },
      async post(path: unknown, schema: { parse(data: unknown): unknown }, body: unknown, options: unknown) {
        asked.push([path, options, typeof body]);
        return schema.parse({ methodResponse: { params: { param: [{ value: { string: 'x' } }] } } });
      },
    } as unknown as HttpClient;
    const explain = () => undefined;
    const call = createXmlRpc(http, { baseUrl: 'https://r.example', explain });
    const { baseUrl, bodyFormat, responseFormat } = defaults as Record<string, unknown>;
    assert.deepEqual([baseUrl, bodyFormat, responseFormat], ['https://r.example', 'xml', 'xml']);
    const schema = { parse: (data: unknown) => ({ data }) };
    const found = await call(schema, { path: '/rpc', method: 'm', parameters: [] });
    await call(schema, { path: '/rpc', method: 'm', parameters: [], repeatable: true });
    assert.deepEqual(asked, [
      ['/rpc', { repeatable: false }, 'object'],
      ['/rpc', { repeatable: true }, 'object'],
    ]);
    assert.deepEqual(Object.keys(found), ['data']);
  });
});
