import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://www.namesilo.com/api';
const common = 'version=1&type=xml&key=opaque&domain=example.com';

function call(operation: string, query = '', inner = '', code = 300, detail = 'success'): Exchange {
  return {
    request: `GET ${base}/${operation}?${common}${query}`,
    answer: `<?xml version="1.0"?><namesilo><request><operation>${operation}</operation></request><reply>
      <code>${code}</code><detail>${detail}</detail>${inner}</reply></namesilo>`,
  };
}

function item(id: string, value: string, type = 'TXT', host = '_acme-challenge.example.com') {
  return `<resource_record><record_id>${id}</record_id><type>${type}</type><host>${host}</host>
    <value>${value}</value><ttl>3600</ttl><distance>10</distance></resource_record>`;
}

const play = playing('namesilo', { token: 'opaque' }, call('getDomainInfo'));

describe('namesilo', () => {
  it('creates records', async () => {
    await withExchanges(
      play([
        call('dnsAddRecord', '&rrtype=TXT&rrhost=_acme-challenge&rrvalue=one&rrttl=3600'),
        call('dnsAddRecord', '&rrtype=MX&rrhost=&rrvalue=mail.example.com&rrttl=7200&rrdistance=10'),
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 7200 });
      },
    );
  });

  it('takes "already exists" for success', async () => {
    const detail = 'could not add resource record to domain since it already exists (duplicate)';
    const query = '&rrtype=TXT&rrhost=a&rrvalue=one&rrttl=3600';
    await withExchanges(play([call('dnsAddRecord', query, '', 280, detail)]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 3600 }),
    );
  });

  it('lists one record as well as several', async () => {
    const found = call('dnsListRecords', '', item('r1', 'mail.example.com', 'MX', 'example.com'));
    const listed = await withExchanges(play([found]), (service) => service.list({}));
    assert.deepEqual(listed, [
      { id: 'r1', type: 'MX', name: 'example.com', content: 'mail.example.com', ttl: 3600, priority: 10 },
    ]);
  });

  it('updates by name', async () => {
    const query = '&rrid=r1&rrhost=_acme-challenge&rrvalue=new&rrttl=3600';
    await withExchanges(
      play([call('dnsListRecords', '', item('r1', 'one')), call('dnsUpdateRecord', query)]),
      (service) => service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 3600 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([call('dnsListRecords', '', item('r1', 'one') + item('r2', 'two')), call('dnsDeleteRecord', '&rrid=r1')]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that a key was refused, in the words of the API', async () => {
    const test = { ...play([]), exchanges: [call('getDomainInfo', '', '', 110, 'Invalid API Key')] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid API Key/.test(error.message),
    );
  });
});
