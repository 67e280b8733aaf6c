import assert from 'node:assert/strict';
import { assertFit } from '../../../core/acme/assert-fit.js';
import { openAcme } from '../../../core/acme/open-acme.js';
import { isFailure } from '../../../core/sdk/index.js';
import { answeringDispatcher } from '../../../core/testing/dispatcher.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';
import { newAccountKey, obtain } from '../../acme/acme-session.js';
import { fakeClock } from '../../acme/fake-ca.js';
import { makeAuthority } from '../../store/certificates.js';
import type { Random } from '../random.js';
import type { FuzzTarget } from '../target.js';
import { anyValue } from './from-schema.js';

/** For two names; what a CA says again and again, a refused nonce for one, is given up on before. */
const mostRequests = 2000;
const base = 'https://ca.example';
const names = ['example.com', 'www.example.com'] as const;
const accountKey = newAccountKey();
/** Of another key, as every wrong one is. */
const { cert, chain } = makeAuthority().issue([...names]);

/**
 * Whatever a CA answers: the order comes to an end with a Failure, as none of its certificates fits the key, without
 * asking another server and without many requests.
 */
export const acmeAnswers: FuzzTarget = {
  name: 'acme-answers',
  cost: 5,
  async run(random) {
    let asked = 0;
    const isSound = random.oneIn(10);
    const dispatcher = answeringDispatcher((request) => {
      asked += 1;
      if (asked > mostRequests || request.url.origin !== base) broken = `request ${asked} to ${request.url}`;
      const answer = usualAnswer(request, asked);
      return isSound || random.below(4) > 0 ? answer : corrupted(random, answer);
    });
    let broken: string | undefined;
    try {
      const acme = await openAcme({ directoryUrl: `${base}/directory`, dispatcher, clock: fakeClock() });
      const { accountUrl } = await acme.register({ accountKey });
      const { cert, chain, key } = await obtain(acme.account({ accountKey, accountUrl }), names);
      assertFit({ cert, chain }, { domains: names, privateKey: key, now: Date.now(), server: base });
      assert.fail('a certificate of another key was taken');
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (isSound) assert.match(error.message, /key/);
    }
    assert.equal(broken, undefined);
  },
};

const body: Readonly<Record<string, unknown>> = {
  '/directory': Object.fromEntries(
    ['newNonce', 'newAccount', 'newOrder', 'revokeCert', 'renewalInfo'].map((name) => [name, `${base}/${name}`]),
  ),
  '/newAccount': { status: 'valid' },
  '/newOrder': order('pending'),
  '/order': order('ready'),
  '/finalize': order('valid'),
  '/authorization/0': authorization(0),
  '/authorization/1': authorization(1),
  '/challenge/0': { type: 'dns-01', url: `${base}/challenge/0`, status: 'processing', token: 'token0' },
  '/challenge/1': { type: 'dns-01', url: `${base}/challenge/1`, status: 'valid', token: 'token1' },
};

function order(status: string) {
  return {
    status,
    identifiers: names.map((value) => ({ type: 'dns', value })),
    authorizations: [`${base}/authorization/0`, `${base}/authorization/1`],
    finalize: `${base}/finalize`,
    ...(status === 'valid' && { certificate: `${base}/certificate` }),
  };
}

function authorization(index: number) {
  const challenge = { type: 'dns-01', url: `${base}/challenge/${index}`, status: 'pending', token: `token${index}` };
  return { identifier: { type: 'dns', value: names[index] }, status: 'pending', challenges: [challenge] };
}

function usualAnswer({ url: { pathname } }: SentRequest, count: number): GivenAnswer {
  const location = { '/newAccount': `${base}/account`, '/newOrder': `${base}/order` }[pathname];
  const headers = {
    'content-type': 'application/json',
    'replay-nonce': `nonce-${count}`,
    ...(location !== undefined && { location }),
  };
  if (pathname === '/certificate') {
    const type = 'application/pem-certificate-chain';
    return { status: 200, headers: { ...headers, 'content-type': type }, body: `${cert}${chain}` };
  }
  const isMade = location !== undefined;
  return { status: isMade ? 201 : 200, headers, body: JSON.stringify(body[pathname] ?? '') };
}

function corrupted(random: Random, { status, headers, body: text }: GivenAnswer): GivenAnswer {
  switch (random.below(7)) {
    case 0: {
      const type = random.pick(['badNonce', 'rateLimited', 'malformed', 'userActionRequired', '\u001b[31m']);
      const problem = { type: `urn:ietf:params:acme:error:${type}`, detail: random.pick(['no', '', 'x'.repeat(5000)]) };
      const given = random.pick([204, 302, 400, 403, 404, 429, 500, 503]);
      return {
        status: given,
        headers: { ...headers, 'retry-after': retryAfter(random) },
        body: JSON.stringify(problem),
      };
    }
    case 1:
      return { status, headers, body: random.mutate(Buffer.from(text)) };
    case 2:
      return {
        status,
        headers: { ...headers, 'replay-nonce': random.pick(['', ' ', 'é', 'x'.repeat(3000)]) },
        body: text,
      };
    case 3:
      return { status, headers: { 'content-type': 'text/html' }, body: '<html>' };
    case 4:
      return { status, headers: { ...headers, 'retry-after': retryAfter(random) }, body: text };
    case 5:
      return { status, headers, body: JSON.stringify(anyValue(random, 0)) };
    default:
      return { status, headers, body: withOtherField(random, String(text)) };
  }
}

function retryAfter(random: Random): string {
  return random.pick(['0', '1', '-5', '1e300', '1764153600', 'x', 'Wed, 21 Oct 2099 07:28:00 GMT']);
}

function withOtherField(random: Random, text: string): string {
  if (!text.startsWith('{')) return text;
  const fields: Record<string, unknown> = JSON.parse(text);
  const key = random.pick(Object.keys(fields) as [string, ...string[]]);
  const urls = ['http://169.254.169.254/', `${base}/order`, `${base}:1/x`, 'https://user@ca.example/x', '/order', ''];
  const states = ['pending', 'ready', 'processing', 'valid', 'invalid', 'deactivated', 'unknown'];
  const value = random.pick<() => unknown>([
    () => anyValue(random, 0),
    () => random.pick(urls as [string]),
    () => random.pick(states as [string]),
    () => Array.from({ length: random.below(40) }, () => random.pick(urls as [string])),
    () => [{ type: 'dns', value: random.pick(['bank.example', ...names]) }],
  ])();
  return JSON.stringify({ ...fields, [key]: value });
}
