import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.dnspark.com/v2/dns';
const zone: Exchange = {
  request: `GET ${base}/example.com`,
  headers: { authorization: `Basic ${Buffer.from('key:secret').toString('base64')}` },
  answer: { status: 200, records: [], additional: { domain_id: '7' } },
};
const challenge = { type: 'TXT', name: '_acme-challenge' };

const play = playing('dnspark', { username: 'key', token: 'secret' }, zone);

function list(...contents: readonly string[]): Exchange {
  const records = contents.map((rdata, index) => ({
    record_id: String(index + 1),
    rname: '_acme-challenge.example.com',
    rtype: 'TXT',
    rdata,
    ttl: '3600',
    prio: '0',
  }));
  return { request: `GET ${base}/7`, answer: { status: 200, records } };
}

describe('dnspark', () => {
  it('creates with the relative name, and the priority of MX apart', async () => {
    const text = { rname: '_acme-challenge', rtype: 'TXT', rdata: 'token' };
    const mail = { rname: '', rtype: 'MX', rdata: 'mail.example.org', prio: 10 };
    await withExchanges(
      play([
        { request: `POST ${base}/7`, body: text },
        { request: `POST ${base}/7`, body: mail, status: 400, answer: { status: 400, message: 'Duplicate record.' } },
      ]),
      async (service) => {
        await service.create({ ...challenge, content: 'token', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.org', ttl: 60 });
      },
    );
  });

  it('lists and updates', async () => {
    const body = { rname: 'b', rtype: 'TXT', rdata: 'new', ttl: 600 };
    await withExchanges(play([list('one'), { request: `PUT ${base}/1`, body }]), async (service) => {
      const [listed] = await service.list(challenge);
      assert.deepEqual([listed?.name, listed?.content, listed?.ttl], ['_acme-challenge.example.com', 'one', 3600]);
      await service.update(listed?.id, { type: 'TXT', name: 'b', content: 'new', ttl: 600 });
    });
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(play([list('one', 'two'), { request: `DELETE ${base}/1` }]), (service) =>
      service.removeAll([{ ...challenge, content: 'one' }]),
    );
  });

  it('says that the zone is not in the account', async () => {
    const exchange = { ...zone, status: 404, answer: { status: 404, message: 'No records located.' } };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [exchange] }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });
});
