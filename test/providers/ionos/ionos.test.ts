import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.hosting.ionos.com/dns/v1/zones';
const headers = { 'x-api-key': 'prefix.secret' };

const zones: Exchange = {
  request: `GET ${base}`,
  headers,
  answer: [{ id: 'z1', name: 'example.com', type: 'NATIVE' }],
};

const play = playing('ionos', { prefix: 'prefix', secret: 'secret' }, zones);

function item(id: string, content: string) {
  return { id, name: 'a.example.com', type: 'TXT', content, ttl: 60, prio: 0 };
}

const created = { name: 'a.example.com', type: 'TXT', content: 'x', ttl: 60, prio: 0, disabled: false };

describe('ionos', () => {
  it('creates without looking, and takes a duplicate for success', async () => {
    const post = { request: `POST ${base}/z1/records`, headers, body: [created] };
    await withExchanges(
      play([
        { ...post, status: 201, answer: [] },
        { ...post, status: 400, answer: [{ code: 'DUPLICATE_RECORD' }] },
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 });
        await service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 });
      },
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        {
          request: `GET ${base}/z1?recordType=TXT&recordName=a.example.com`,
          answer: { records: [item('1', '"one"'), item('2', '"t\\"wo"')] },
        },
        { request: `DELETE ${base}/z1/records/2`, answer: '' },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 't"wo' }]),
    );
  });

  it('updates by creating and removing', async () => {
    const body = [{ ...created, name: 'example.com', type: 'MX', content: 'mail', prio: 5 }];
    await withExchanges(
      play([
        { request: `POST ${base}/z1/records`, body, status: 201, answer: [] },
        { request: `DELETE ${base}/z1/records/1`, answer: '' },
      ]),
      (service) => service.update('1', { type: 'MX', name: '@', content: '5 mail', ttl: 60 }),
    );
  });

  it('says that the key was refused, in the words of the API', async () => {
    const answer = [{ code: 'UNAUTHORIZED', message: 'The customer is not authorized to do this operation.' }];
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...zones, status: 401, answer }] }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /not authorized to do/.test(error.message),
    );
  });
});
