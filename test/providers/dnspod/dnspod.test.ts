import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://dnsapi.cn';
const login = 'login_token=7%2Csecret&format=json';
const done = { status: { code: '1', message: 'Action completed successful' } };
const challenge = { type: 'TXT', name: '_acme-challenge' };

function call(action: string, fields: string, answer: object): Exchange {
  return { request: `POST ${base}/${action}`, body: `${login}&${fields}`, answer };
}

function failed(code: string, message: string) {
  return { status: { code, message } };
}

function page(total: number, ...items: readonly object[]) {
  return { ...done, info: { record_total: String(total) }, records: items };
}

function item(id: string, value: string) {
  return { id, ...challenge, value, ttl: '600', mx: '0' };
}

const info = call('Domain.Info', 'domain=example.com', { ...done, domain: { id: '9', name: 'example.com' } });
const line = 'domain_id=9&record_line=%E9%BB%98%E8%AE%A4';

const play = playing('dnspod', { username: '7', token: 'secret' }, info);

describe('dnspod', () => {
  it('creates, and takes code 104 for success', async () => {
    const fields = `${line}&sub_domain=_acme-challenge&record_type=TXT&ttl=600`;
    await withExchanges(
      play([
        call('Record.Create', `${fields}&value=one`, { ...done, record: { id: '1' } }),
        call('Record.Create', `${fields}&value=two`, failed('104', 'exists')),
      ]),
      async (service) => {
        await service.create({ ...challenge, content: 'one', ttl: 60 });
        await service.create({ ...challenge, content: 'two', ttl: 60 });
      },
    );
  });

  it('gives the priority of MX apart, and that of SRV in front', async () => {
    await withExchanges(
      play([
        call('Record.Create', `${line}&sub_domain=%40&record_type=MX&ttl=600&value=mail.example.org&mx=10`, done),
        call('Record.Create', `${line}&sub_domain=_sip._tcp&record_type=SRV&ttl=600&value=1+2+3+sip.example.org`, done),
      ]),
      async (service) => {
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.org', ttl: 600 });
        await service.create({ type: 'SRV', name: '_sip._tcp', content: '2 3 sip.example.org', priority: 1, ttl: 600 });
      },
    );
  });

  it('reads all pages', async () => {
    const listed = await withExchanges(
      play([
        call('Record.List', 'domain=example.com', page(2, item('1', 'one'))),
        call('Record.List', 'domain=example.com&offset=1&length=3000', page(2, item('2', 'two'))),
      ]),
      (service) => service.list(challenge),
    );
    assert.deepEqual(
      listed.map(({ id, content, ttl }) => [id, content, ttl]),
      [
        ['1', 'one', 600],
        ['2', 'two', 600],
      ],
    );
  });

  it('takes code 10 for an empty list', async () => {
    const exchange = call('Record.List', 'domain=example.com', failed('10', 'No records'));
    assert.deepEqual(await withExchanges(play([exchange]), (service) => service.list(challenge)), []);
  });

  it('updates by id', async () => {
    const fields = `${line}&record_id=1&sub_domain=b&record_type=TXT&value=new&ttl=600`;
    await withExchanges(play([call('Record.Modify', fields, done)]), (service) =>
      service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 600 }),
    );
  });

  it('removes one of two values and leaves the other; what is gone is removed', async () => {
    await withExchanges(
      play([
        call('Record.List', 'domain=example.com', page(2, item('1', 'one'), item('2', 'two'))),
        call('Record.Remove', 'domain_id=9&record_id=1', failed('8', 'Invalid record id')),
      ]),
      (service) => service.removeAll([{ ...challenge, content: 'one' }]),
    );
  });

  for (const [code, kind] of [
    ['-1', 'AUTHENTICATION'],
    ['13', 'ZONE_NOT_FOUND'],
    ['500', 'API'],
  ] as const) {
    it(`takes code ${code} for ${kind}`, async () => {
      await assert.rejects(
        withExchanges({ ...play([]), exchanges: [{ ...info, answer: failed(code, 'no') }] }, (service) =>
          service.findZone(),
        ),
        (error) => isFailure(error, kind),
      );
    });
  }
});
