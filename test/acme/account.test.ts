import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AcmeAuthorization } from '../../core/acme/authorizations.js';
import { createFirstPoll } from '../../core/acme/first-poll.js';
import { findAccount, register } from '../../core/acme/register.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { base, key, play, type Reply } from './scripted-api.js';

const orderData = (status: string, more: object = {}) => ({
  headers: {},
  data: {
    status,
    identifiers: [{ type: 'dns', value: 'A.example.com' }],
    authorizations: [`${base}/authz/1`],
    finalize: `${base}/finalize`,
    ...more,
  },
});

const order = {
  url: `${base}/order/1`,
  status: 'ready',
  domains: ['a.example.com'],
  authorizationUrls: [`${base}/authz/1`],
  finalizeUrl: `${base}/finalize`,
} as const;

function proof(
  status: AcmeAuthorization['status'],
  challenge: AcmeAuthorization['status'] | undefined,
): AcmeAuthorization {
  return {
    url: `${base}/authz/1`,
    domain: 'a.example.com',
    wildcard: false,
    status,
    recordName: '_acme-challenge.a.example.com',
    recordValue: 'v',
    challenge: challenge === undefined ? undefined : { url: `${base}/chall/1`, status: challenge },
  } as AcmeAuthorization;
}

describe('an account', () => {
  it('answers what is pending, and nothing else', async () => {
    const asked = ['challenge once: completeChallenge "https://ca.example/chall/1" {}'];
    for (const [status, challenge, expected] of [
      ['pending', 'pending', asked],
      ['pending', 'valid', []],
      ['valid', 'pending', []],
      ['valid', 'valid', []],
      ['pending', undefined, []],
    ] as const) {
      const { account, told } = play();
      await account.answer(proof(status, challenge));
      assert.deepEqual(told, expected, `${status} ${challenge}`);
    }
  });

  it('says that its answer was refused, and looks where nobody knows whether it arrived', async () => {
    const refused = new Failure('ACME', 'refused');
    await assert.rejects(play({ completeChallenge: [refused] }).account.answer(proof('pending', 'pending')), refused);
    const lost = new Failure('NETWORK', 'lost');
    const state = (status: string, challenge: string) => ({
      headers: {},
      data: {
        status,
        identifier: { value: 'a.example.com' },
        challenges: [{ type: 'dns-01', url: `${base}/chall/1`, status: challenge, token: 't' }],
      },
    });
    for (const [status, challenge, again] of [
      ['pending', 'pending', true],
      ['pending', 'processing', false],
      ['valid', 'valid', false],
      ['invalid', 'pending', false],
    ] as const) {
      const replies = { completeChallenge: [lost, {}], getAuthorization: [state(status, challenge)] };
      const { account, told } = play(replies);
      await account.answer(proof('pending', 'pending'));
      assert.equal(told.length, again ? 3 : 2, `${status} ${challenge}`);
      assert.equal(told[1], `authorization: getAuthorization "${base}/authz/1"`);
    }
  });

  it('reads the proofs of an order, and waits for one', async () => {
    const data = {
      status: 'pending',
      identifier: { value: 'A.example.com' },
      challenges: [{ type: 'dns-01', url: `${base}/chall/1`, status: 'pending', token: 't' }],
    };
    const foreign = { ...data, identifier: { value: 'b.example.com' } };
    const [read] = await play({ getAuthorization: [{ headers: {}, data }] }).account.authorizations(order);
    assert.deepEqual([read?.domain, read?.recordName], ['a.example.com', '_acme-challenge.a.example.com']);
    const strange = play({ getAuthorization: [{ headers: {}, data: foreign }] });
    await assert.rejects(strange.account.authorizations(order), (error) => isFailure(error, 'RESPONSE'));
    const states = ['pending', 'valid'].map((status) => ({ headers: {}, data: { ...data, status } }));
    const waiting = play({ getAuthorization: states });
    assert.equal((await waiting.account.waitValid(proof('pending', 'pending'))).status, 'valid');
    assert.equal(waiting.told.length, 2);
    const revoked = play({ getAuthorization: [{ headers: {}, data: { ...data, status: 'revoked' } }] });
    await assert.rejects(revoked.account.waitValid(proof('pending', 'pending')), (error) =>
      isFailure(error, 'VALIDATION'),
    );
  });

  it('hands in a request once, and looks where the answer was lost', async () => {
    const lost = new Failure('NETWORK', 'lost');
    const table: readonly [
      finalize: readonly Reply[],
      look: readonly Reply[],
      status: string | undefined,
      calls: number,
    ][] = [
      [[orderData('processing')], [], 'processing', 1],
      [[lost], [orderData('processing')], 'processing', 2],
      [[lost, orderData('valid')], [orderData('ready')], 'valid', 3],
      [[lost], [orderData('ready')], undefined, 5],
      [[new Failure('ACME', 'refused')], [], undefined, 1],
    ];
    for (const [finalizeOrder, getOrder, status, calls] of table) {
      const { account, told } = play({ finalizeOrder, getOrder });
      const done = account.finalize(order, Buffer.from('csr'));
      if (status === undefined) await assert.rejects(done);
      else assert.equal((await done).status, status);
      assert.equal(told.length, calls);
      assert.equal(told[0], `finalize once: finalizeOrder "${base}/finalize" {"csr":"Y3Ny"}`);
      if (calls > 1) assert.equal(told[1], `order: getOrder "${base}/order/1"`);
    }
  });

  it('waits until the CA has decided, and says what it said', async () => {
    const valid = orderData('valid', { certificate: `${base}/cert` });
    const { account, told } = play({ getOrder: [orderData('processing'), valid] });
    const issued = await account.waitIssued({ ...order, status: 'processing' });
    assert.deepEqual([issued.status, issued.certificateUrl, told.length], ['valid', `${base}/cert`, 2]);
    const ready = await play({ getOrder: [orderData('pending'), orderData('ready')] }).account.waitReady({
      ...order,
      status: 'pending',
    });
    assert.deepEqual([ready.status, ready.domains], ['ready', ['a.example.com']]);
    const broken = play({ getOrder: [orderData('invalid')], getAuthorization: [new Failure('SERVER', 'ill')] });
    await assert.rejects(broken.account.waitReady({ ...order, status: 'pending' }));
  });

  it('downloads what the order has a URL for', async () => {
    const { account, told } = play({ getOrder: [] });
    await assert.rejects(account.certificate({ ...order, status: 'valid' }), (error) => isFailure(error, 'RESPONSE'));
    assert.deepEqual(told, []);
    await assert.rejects(account.chainAt(`${base}/cert/2`));
    assert.match(told[0] ?? '', /^certificate: /);
  });

  it('gives up an authorization, and tells its contact', async () => {
    const { account, told } = play();
    await account.deactivate(proof('pending', 'pending'));
    await account.updateContact('a@b.c,d@e.f');
    await account.updateContact('noreply@example.com');
    await account.updateContact(undefined);
    assert.deepEqual(told, [
      'authorization: updateAuthorization "https://ca.example/authz/1" {"status":"deactivated"}',
      'account: updateAccount {"contact":["mailto:a@b.c","mailto:d@e.f"]}',
      'account: updateAccount {"contact":[]}',
      'account: updateAccount {"contact":[]}',
    ]);
  });
});

describe('a registration', () => {
  const made = { headers: { location: `${base}/acct/1` }, data: { status: 'valid', key: {}, initialIp: '::1' } };

  it('tells an address where there is one, and keeps what is nobody’s business to itself', async () => {
    for (const [email, contact] of [
      ['a@b.c', ',"contact":["mailto:a@b.c"]'],
      [undefined, ''],
      ['noreply@example.com', ''],
    ] as const) {
      const { open, told } = play({ createAccount: [made] });
      const found = await register(open, { accountKey: key, email });
      assert.deepEqual(found, { accountUrl: `${base}/acct/1`, body: { status: 'valid' } });
      assert.deepEqual(told, [`newAccount: createAccount {"termsOfServiceAgreed":true${contact}}`]);
    }
    const bound = play({ createAccount: [{ ...made, data: 'x' }] });
    const externalAccountBinding = { keyId: 'k', hmacKey: 'h' } as never;
    assert.deepEqual((await register(bound.open, { accountKey: key, externalAccountBinding })).body, {});
    assert.match(bound.told[0] ?? '', /^newAccount bound: /);
    const nowhere = play({ createAccount: [{ ...made, headers: {} }] });
    await assert.rejects(register(nowhere.open, { accountKey: key }), (error) => isFailure(error, 'RESPONSE'));
  });

  it('is found by its key, or there is none', async () => {
    const { open, told } = play({ createAccount: [made] });
    assert.equal((await findAccount(open, key))?.accountUrl, `${base}/acct/1`);
    assert.deepEqual(told, ['newAccount: createAccount {"onlyReturnExisting":true}']);
    const none = new Failure('AUTHENTICATION', 'no', { serviceCode: 'urn:ietf:params:acme:error:accountDoesNotExist' });
    assert.equal(await findAccount(play({ createAccount: [none] }).open, key), undefined);
    for (const other of [new Failure('AUTHENTICATION', 'no'), new Failure('NETWORK', 'away'), new TypeError('broken')])
      await assert.rejects(findAccount(play({ createAccount: [other] }).open, key), other);
  });
});

describe('the first look at the CA', () => {
  it('comes sooner after each that was in time, and later after one that was not, within bounds', () => {
    const poll = createFirstPoll();
    assert.equal(poll.delayMs(), 100);
    poll.learn(true);
    assert.equal(poll.delayMs(), 50);
    poll.learn(false);
    assert.equal(poll.delayMs(), 100);
    poll.learn(true);
    assert.ok(Math.abs(poll.delayMs() - 97) < 0.01);
    for (let count = 0; count < 10; count += 1) poll.learn(false);
    assert.equal(poll.delayMs(), 200);
    for (let count = 0; count < 1000; count += 1) poll.learn(true);
    assert.equal(poll.delayMs(), 4);
  });
});
