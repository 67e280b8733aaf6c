import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { accountThumbprint, importAccountKey, publicJwk } from '../../core/acme/account-key.js';
import { createNonces } from '../../core/acme/nonces.js';
import { problemFailure, problemOf } from '../../core/acme/problem.js';
import { OrderBody, parseBody } from '../../core/acme/resources.js';
import { type AcmeOptions, openAcme } from '../../core/acme/server.js';
import { assertOfSite, isOfSite } from '../../core/acme/site.js';
import { isFailure } from '../../core/sdk/failure.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import { newEcKey } from '../lab/new-key.js';
import { base, key } from './scripted-api.js';

const never = new AbortController().signal;

/** A server whose directory is this, and whose nonces are; what it is asked for stands in `asked`. */
function serve(directory: object, more: Partial<AcmeOptions> = {}, nonce: string | undefined = 'n1') {
  const asked: string[] = [];
  const signed: Record<string, unknown>[] = [];
  const dispatcher = answeringDispatcher(({ method, url, headers, body }) => {
    asked.push(`${method} ${url.pathname} ${headers['user-agent']}`);
    const answer = { 'content-type': 'application/json', ...(nonce && { 'replay-nonce': nonce }) };
    if (body !== '') signed.push(JSON.parse(Buffer.from(JSON.parse(body).protected, 'base64url').toString()));
    if (url.pathname === '/dir') return { status: 200, headers: answer, body: JSON.stringify(directory) };
    const location = `${base}/acct/1`;
    return { status: 201, headers: { ...answer, location }, body: JSON.stringify({ status: 'valid' }) };
  });
  return { asked, signed, opened: openAcme({ directoryUrl: `${base}/dir`, dispatcher, ...more }) };
}

const urls = Object.fromEntries(
  ['newNonce', 'newAccount', 'newOrder', 'revokeCert'].map((name) => [name, `${base}/${name}`]),
);

describe('a server', () => {
  it('is what its directory says, also where that says little', async () => {
    const meta = {
      termsOfService: 'terms',
      caaIdentities: ['ca.example'],
      externalAccountRequired: true,
      profiles: { a: 'b' },
    };
    for (const [directory, expected] of [
      [urls, [{}, false, undefined, false]],
      [{ ...urls, meta: {} }, [{}, false, undefined, false]],
      [{ ...urls, meta, renewalInfo: `${base}/ari` }, [{ a: 'b' }, true, 'terms', true]],
    ] as const) {
      const { opened, asked } = serve(directory);
      const acme = await opened;
      const { profiles, supportsAri, termsOfService, externalAccountRequired } = acme;
      assert.deepEqual([profiles, supportsAri, termsOfService, externalAccountRequired], expected);
      assert.deepEqual([acme.directoryUrl, acme.isSilent()], [`${base}/dir`, false]);
      assert.deepEqual(asked, ['GET /dir letsencrypt-dns']);
    }
    await assert.rejects(serve({ ...urls, newOrder: 'nowhere' }).opened, (error) => isFailure(error, 'RESPONSE'));
  });

  it('is asked with a nonce of its own, under the name of the program, and tells of each request', async () => {
    const reports: string[] = [];
    const { opened, asked, signed } = serve(urls, {
      userAgent: 'agent/1',
      onRequest: ({ method, resource, status }) => reports.push(`${method} ${resource} ${status}`),
    });
    const acme = await opened;
    const { accountUrl } = await acme.register({ accountKey: key });
    assert.equal(accountUrl, `${base}/acct/1`);
    assert.equal((await acme.findAccount(key))?.accountUrl, accountUrl);
    await acme.account({ accountKey: key, accountUrl }).updateContact(undefined);
    const account = 'POST /newAccount agent/1';
    assert.deepEqual(asked, ['GET /dir agent/1', 'GET /newNonce agent/1', account, account, 'POST /acct/1 agent/1']);
    assert.deepEqual(reports.slice(0, 3), ['GET directory 200', 'GET newNonce 201', 'POST newAccount 201']);
    assert.deepEqual(
      signed.map(({ nonce, kid, alg, jwk }) => [nonce, kid, alg, jwk !== undefined]),
      [
        ['n1', undefined, 'ES256', true],
        ['n1', undefined, 'ES256', true],
        ['n1', accountUrl, 'ES256', false],
      ],
    );
  });

  it('that rejects a nonce is asked again at once with the one that it gave, before others go on', async () => {
    const seen: string[] = [];
    let given = 0;
    const dispatcher = answeringDispatcher(({ url, body }) => {
      given += 1;
      const headers = { 'content-type': 'application/json', 'replay-nonce': `n${given}`, location: `${base}/acct/1` };
      if (url.pathname === '/dir') return { status: 200, headers, body: JSON.stringify(urls) };
      if (body === '') return { status: 200, headers, body: '' };
      const { jwk, nonce } = JSON.parse(Buffer.from(JSON.parse(body).protected, 'base64url').toString());
      seen.push(`${jwk.x === publicJwk(key).x ? 'first' : 'second'} ${nonce}`);
      const rejected = { type: 'urn:ietf:params:acme:error:badNonce' };
      if (seen.length === 1) return { status: 400, headers, body: JSON.stringify(rejected) };
      return { status: 201, headers, body: JSON.stringify({ status: 'valid' }) };
    });
    const acme = await openAcme({ directoryUrl: `${base}/dir`, dispatcher });
    const other = newEcKey();
    await Promise.all([key, other].map((accountKey) => acme.register({ accountKey })));
    assert.deepEqual(seen, ['first n2', 'first n3', 'second n4']);
  });

  it('that gives no nonce when it is asked for one cannot be worked with', async () => {
    const acme = await serve(urls, {}, '').opened;
    await assert.rejects(acme.register({ accountKey: key }), (error) => {
      return isFailure(error, 'RESPONSE') && error.message.includes('no nonce') && error.place === `${base}/newNonce`;
    });
  });
});

describe('a URL that a CA names', () => {
  it('is asked where it is of the same site, and nowhere else', () => {
    const table: readonly [url: string, directory: string, ok: boolean][] = [
      ['https://ca.example/x', 'https://ca.example/dir', true],
      ['http://ca.example:14000/x', 'http://ca.example:14000/dir', true],
      ['https://api.ca.example/x', 'https://acme.ca.example/dir', true],
      ['https://ca.example/x', 'https://acme.ca.example/dir', true],
      ['https://api.ca.example:8443/x', 'https://ca.example:8443/dir', true],
      ['https://api.ca.example:8443/x', 'https://ca.example/dir', false],
      ['http://api.ca.example/x', 'https://ca.example/dir', false],
      ['https://api.ca.example/x', 'http://ca.example/dir', false],
      ['http://ca.example/x', 'https://ca.example/dir', false],
      ['https://other.example/x', 'https://ca.example/dir', false],
      ['https://a.github.io/x', 'https://b.github.io/dir', false],
      ['https://192.0.2.1/x', 'https://192.0.2.1/dir', true],
      ['https://192.0.2.1/x', 'https://192.0.2.2/dir', false],
      ['https://ca.example/x', 'https://192.0.2.2/dir', false],
      ['https://192.0.2.2/x', 'https://ca.example/dir', false],
      ['https://localhost/x', 'https://other-host/dir', false],
      ['https://user@ca.example/x', 'https://ca.example/dir', false],
      ['https://:pass@ca.example/x', 'https://ca.example/dir', false],
      ['nonsense', 'https://ca.example/dir', false],
    ];
    for (const [url, directory, ok] of table) {
      assert.equal(isOfSite(url, directory), ok, `${url} of ${directory}`);
      if (ok) assertOfSite(url, directory);
      else
        assert.throws(
          () => assertOfSite(url, directory),
          (error) => isFailure(error, 'RESPONSE') && !error.retryable && error.place === directory,
        );
    }
  });
});

describe('nonces', () => {
  it('are not asked for by who is stopped, which takes nobody’s place', async () => {
    const nonces = createNonces(async () => 'n');
    await nonces.take(never);
    const next = nonces.take(never);
    await assert.rejects(nonces.take(AbortSignal.abort()), { code: 'ABORTED' });
    nonces.give('a');
    assert.equal(await next, 'a');
  });

  it('leave nothing at the signal of who waited for them', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let fetched = 0;
    const nonces = createNonces(async () => {
      fetched += 1;
      if (fetched === 1) throw new Error('down');
      return 'n';
    });
    const { signal } = new AbortController();
    await assert.rejects(nonces.take(signal), /down/);
    await nonces.take(signal);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    context.mock.timers.tick(60_000);
    assert.equal(fetched, 2, 'whoever waits no more fetches none');
  });

  it('are kept up to 64', async () => {
    let fetched = 0;
    const nonces = createNonces(async () => `f${++fetched}`);
    await Promise.all(Array.from({ length: 65 }, () => nonces.take(never)));
    for (let count = 0; count < 65; count += 1) nonces.give(`n${count}`);
    fetched = 0;
    for (let count = 0; count < 64; count += 1) assert.match(await nonces.take(never), /^n/);
    assert.equal(fetched, 0);
  });

  it('go to as many as wait for the requests under way, and the others are told that there are none', async () => {
    let fail = (_: Error) => {};
    let fetches = 0;
    const nonces = createNonces(() => {
      fetches += 1;
      return fetches === 1 ? Promise.resolve('first') : new Promise((_, reject) => (fail = reject));
    });
    await nonces.take(never);
    const waiting = [1, 2, 3].map(() => nonces.take(never));
    const outcomes = Promise.allSettled(waiting);
    assert.equal(fetches, 2);
    fail(new Error('down'));
    await assert.rejects(waiting[2] ?? Promise.resolve(), /down/);
    nonces.give('a');
    nonces.give('b');
    assert.deepEqual(
      (await outcomes).map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'none')),
      ['a', 'b', 'none'],
    );
  });
});

describe('what is said', () => {
  it('of an answer that cannot be understood is where', () => {
    for (const [data, words] of [
      ['text', /^the CA sent an answer that cannot be understood: \S/],
      [
        { status: 'valid', identifiers: [{}], authorizations: [], finalize: '' },
        /understood at identifiers\.0\.value: /,
      ],
    ] as const)
      assert.throws(
        () => parseBody(OrderBody, data, 'there'),
        (error) => isFailure(error, 'RESPONSE') && words.test(error.message) && error.place === 'there',
      );
  });

  it('by a CA stays with the failure', () => {
    const ca = { profiles: {}, caaIdentities: [] };
    const problem = { type: 'x', detail: 'y' };
    assert.equal(problemOf(problemFailure(problem, { url: base, ca })), problem);
    for (const other of [problemFailure(undefined, { url: base, ca }), {}, undefined, null, 'x'])
      assert.equal(problemOf(other), undefined);
  });
});

it('the public half of a key has its members in alphabetical order, and is made once', () => {
  assert.equal(importAccountKey(key), key);
  assert.deepEqual(Object.keys(publicJwk(key)), ['crv', 'kty', 'x', 'y']);
  assert.equal(publicJwk(key), publicJwk(key));
  const { crv, kty, x, y } = publicJwk(key);
  const text = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`;
  assert.equal(accountThumbprint(key), createHash('sha256').update(text).digest('base64url'));
});
