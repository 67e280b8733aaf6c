import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { withExchanges } from '../../../core/testing/index.js';
import { describeByValue } from '../families/by-value.js';

const options = { masterId: 'mydns123456', password: 'opaque-password' };
const call = (command: string) => ({
  request: 'POST https://www.mydns.jp/directedit.html',
  headers: { authorization: `Basic ${btoa('mydns123456:opaque-password')}` },
  body: `CERTBOT_DOMAIN=example.com&CERTBOT_VALIDATION=one&EDIT_CMD=${command}`,
});

describeByValue('mydnsjp', {
  options,
  add: call('REGIST'),
  remove: call('DELETE'),
  done: '<html>OK.</html>',
  refused: 'bad key',
});

it('sends nothing for other names than those of challenges', async () => {
  const record = { type: 'TXT', name: 'www', content: 'one', ttl: 60 };
  await assert.rejects(
    withExchanges({ provider: 'mydnsjp', options, exchanges: [] }, (service) => service.create(record)),
    (error) => isFailure(error, 'UNSUPPORTED'),
  );
});
