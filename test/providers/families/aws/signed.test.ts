import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { explainRefusals } from '../../../../core/sdk/index.js';
import { signed } from '../../../../providers/families/aws/signed.js';
import { Thrown, thrownKinds } from '../../../../providers/families/aws/thrown.js';
import { watchedHttp } from '../../watched-http.js';
import { shown } from './chain.js';

const role = 'http://localhost/role';
const keys = {
  ...{ AccessKeyId: 'AKIDrole', SecretAccessKey: 'opaque-key', Token: 'token' },
  Expiration: '2030-01-01T00:00:00Z',
};
const ask = 'POST https://aws.example/ AKIDrole';

/** What is asked where a service answers so, twice. */
async function askedTwice(status: number, code: string): Promise<string[]> {
  const kept = process.env;
  process.env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: role };
  try {
    return await askTwice(status, code);
  } finally {
    process.env = kept;
  }
}

async function askTwice(status: number, code: string): Promise<string[]> {
  const answer = [status, {}, JSON.stringify({ __type: code })] as const;
  const { http, seen } = watchedHttp({ [`GET ${role}`]: keys, 'POST https://aws.example/': answer });
  const options = { region: 'us-east-1' };
  const explain = explainRefusals(Thrown, thrownKinds);
  const api = http.extend(signed({ options, http, now: () => 0 }, { service: 'dns', explain }));
  for (const _ of [1, 2]) await assert.rejects(api.post('https://aws.example/', z.object({}), {}));
  return shown(seen);
}

/** Temporary keys may be taken back before their time. */
describe('credentials of AWS that a request was signed with', () => {
  const rows = [
    [400, 'ExpiredTokenException', true],
    [403, 'OtherException', true],
    [400, 'OtherException', false],
  ] as const;
  for (const [status, code, isAnew] of rows) {
    it(`are ${isAnew ? 'looked for anew' : 'kept'} after ${status} ${code}`, async () => {
      const read = `GET ${role}`;
      assert.deepEqual(await askedTwice(status, code), isAnew ? [read, ask, read, ask] : [read, ask, ask]);
    });
  }
});
