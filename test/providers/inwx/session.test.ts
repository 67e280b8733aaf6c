import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure, totp } from '../../../core/sdk/index.js';
import { routedFake } from '../../../core/testing/fakes/index.js';
import { openSubject } from '../../../core/testing/subject.js';
import { done, endpoint, handlers, list, readCall, refused } from './fake.js';

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const record = { type: 'TXT', name: 'a', content: 'one', ttl: 300 };

/** An account that takes credentials in a login only, and what its answer says of a second factor. */
async function open(login: object | undefined, options: Readonly<Record<string, string>> = { sharedSecret: secret }) {
  const calls: string[] = [];
  const createFake = routedFake({
    base: endpoint,
    credentials: ({ headers, body }) => {
      const { method, fields } = readCall({ body });
      calls.push(method);
      return method === 'account.login' ? fields.pass === 'opaque-password' : headers.cookie === 'domrobot=opaque; b=2';
    },
    refused: refused(2200, 'Authentication error'),
    command: ({ body }) => readCall({ body }).method,
    routes: {
      'account.login': () => ({
        ...done(login),
        headers: { 'content-type': 'text/xml', 'set-cookie': ['domrobot=opaque; Path=/; Secure', 'b=2; Path=/'] },
      }),
      'account.unlock': ({ body }) => {
        const { tan } = readCall({ body }).fields;
        const codes = [0, 30_000].map((ago) => totp(secret, Date.now() - ago));
        return codes.includes(String(tan)) ? done() : refused(2200, 'Authentication error');
      },
      'nameserver.info': list,
      'nameserver.createRecord': handlers.add,
    },
  });
  const account = { username: 'me', password: 'opaque-password', ...options };
  return { calls, ...(await openSubject({ provider: 'inwx', options: account, createFake })) };
}

const work = ['nameserver.info', 'nameserver.createRecord'];

describe('the session of inwx', () => {
  it('is opened with the TAN of the account, and serves all calls', async () => {
    const { calls, fake, service } = await open({ customerId: 1, tfa: 'GOOGLE-AUTH' });
    await service.create(record);
    assert.equal(fake.records().length, 1);
    assert.deepEqual(calls, ['account.login', 'account.unlock', ...work]);
  });

  for (const login of [{ tfa: '0' }, { tfa: 0 }, { tfa: '' }, {}, undefined])
    it(`needs no TAN where the login says ${JSON.stringify(login)}`, async () => {
      const { calls, service } = await open(login, {});
      await service.create(record);
      // Credentials go along until they are refused.
      assert.deepEqual(calls, ['nameserver.info', 'account.login', ...work]);
    });

  it('is none where the answer to the login is none', async () => {
    const { service } = await open({ tfa: { why: 'not' } });
    await assert.rejects(service.create(record), (error) => isFailure(error, 'RESPONSE'));
  });

  it('is asked for again where the answer to the login was lost', async () => {
    const { service, fake, interfere } = await open({ tfa: '0' });
    let lost = 0;
    interfere((request) => {
      if (!request.body.includes('account.login') || lost > 0) return undefined;
      lost += 1;
      return { status: 502, headers: {}, body: '' };
    });
    await service.create(record);
    assert.equal(fake.records().length, 1);
  });

  it('is none where the TAN is refused', async () => {
    const { service, interfere } = await open({ tfa: 'GOOGLE-AUTH' });
    interfere(({ body }) => (body.includes('account.unlock') ? refused(2200, 'Wrong TAN') : undefined));
    await assert.rejects(
      service.create(record),
      (error) => isFailure(error, 'AUTHENTICATION') && /TAN/.test(error.message),
    );
  });

  it('makes no record twice where an answer was lost', async () => {
    const { calls, service, fake, interfere } = await open({ tfa: '0' });
    let lost = 0;
    interfere((request) => {
      if (!request.body.includes('createRecord') || lost > 0) return undefined;
      lost += 1;
      fake.answer(request);
      return { status: 502, headers: {}, body: '' };
    });
    await service.create(record).catch((error) => assert.ok(isFailure(error)));
    assert.equal(calls.filter((method) => method === 'nameserver.createRecord').length, 1);
  });
});
