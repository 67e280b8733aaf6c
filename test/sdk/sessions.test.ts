import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, inSession, isFailure, type OutgoingRequest, signedIn } from '../../core/sdk/index.js';

/** Counts logins: each gives the next number. */
function createLogin() {
  let logins = 0;
  return {
    logIn: async () => {
      logins += 1;
      return `session-${logins}`;
    },
    count: () => logins,
  };
}

describe('requests in a session', () => {
  it('share one that is opened at the first', async () => {
    const { logIn, count } = createLogin();
    const run = inSession(logIn);
    assert.equal(count(), 0);
    assert.deepEqual(await Promise.all([run(async (s) => s), run(async (s) => s)]), ['session-1', 'session-1']);
    assert.equal(count(), 1);
  });

  it('are made once more in a new one where the first has expired', async () => {
    const run = inSession(createLogin().logIn);
    const work = async (session: string) => {
      if (session === 'session-1') throw new Failure('AUTHENTICATION', 'expired');
      return session;
    };
    assert.equal(await run(work), 'session-2');
  });

  it('fail with what they fail with, and twice refused they are refused', async () => {
    const { logIn, count } = createLogin();
    const run = inSession(logIn);
    const failing = (code: 'AUTHENTICATION' | 'SERVER') => () => Promise.reject(new Failure(code, 'refused'));
    await assert.rejects(run(failing('SERVER')), (error) => isFailure(error, 'SERVER'));
    assert.equal(count(), 1);
    await assert.rejects(run(failing('AUTHENTICATION')), (error) => isFailure(error, 'AUTHENTICATION'));
    assert.equal(count(), 2);
  });
});

describe('requests with a token', () => {
  function request(): OutgoingRequest {
    return { method: 'GET', url: new URL('https://api.example'), headers: {}, body: undefined };
  }

  it('carry the one of the login, and another after it was refused', async () => {
    const { sign, renew } = signedIn(createLogin().logIn);
    for (const token of ['session-1', 'session-1']) {
      const sent = request();
      await sign(sent);
      assert.equal(sent.headers.authorization, `Bearer ${token}`);
    }
    assert.equal(await renew(), true);
    const sent = request();
    await sign(sent);
    assert.equal(sent.headers.authorization, 'Bearer session-2');
  });

  it('carry the one that was given, which nothing can renew', async () => {
    const { logIn, count } = createLogin();
    const { sign, renew } = signedIn(logIn, { given: 'mine' });
    const sent = request();
    await sign(sent);
    assert.equal(sent.headers.authorization, 'Bearer mine');
    assert.equal(await renew(), false);
    assert.equal(count(), 0);
  });

  it('carry it in the header and under the word that are told', async () => {
    const [bare, worded] = [request(), request()];
    await signedIn(createLogin().logIn, { header: 'x-auth-token' }).sign(bare);
    await signedIn(createLogin().logIn, { scheme: 'Token' }).sign(worded);
    assert.deepEqual(bare.headers, { 'x-auth-token': 'session-1' });
    assert.deepEqual(worded.headers, { authorization: 'Token session-1' });
  });
});

describe('what a login gives', () => {
  it('is told to the host before it is used', async () => {
    const hidden: (string | undefined)[] = [];
    const hide = (...secrets: readonly (string | undefined)[]) => void hidden.push(...secrets);
    const request = { method: 'GET', url: new URL('https://api.example'), headers: {}, body: undefined, hide } as const;
    await signedIn(createLogin().logIn).sign(request);
    await signedIn(createLogin().logIn, { given: 'mine' }).sign(request);
    const run = inSession(createLogin().logIn, { http: { hide }, secretOf: (session) => `${session}-id` });
    await run(async () => hidden.push('used'));
    assert.deepEqual(hidden, ['session-1', 'mine', 'session-1-id', 'used']);
  });
});
