import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const headers = { authorization: `Basic ${Buffer.from('me:opaque').toString('base64')}` };

function call(
  fields: string,
  data: unknown = null,
  answer: object = { responseCode: 1000, message: 'Success.' },
): Exchange {
  const body = `${fields}&responseType=Json`;
  return { request: 'POST https://dinahosting.com/special/api.php', headers, body, answer: { ...answer, data } };
}

const domains = call('command=Services_GetDomains', [{ domain: 'other.example' }, { domain: 'example.com' }]);

const play = playing('dinahosting', { username: 'me', password: 'opaque' }, domains);

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
const change = (action: string, text: string) =>
  `command=Domain_Zone_${action}TypeTXT&domain=example.com&hostname=a&text=${text}`;
const list = call('command=Domain_Zone_GetTypeTXT&domain=example.com', [
  { host: 'a', text: 'one' },
  { host: 'a', text: 'two' },
]);

const all = call('command=Domain_Zone_GetAll&domain=example.com', [
  { type: 'TXT', hostname: 'a', text: 'one' },
  { type: 'A', hostname: '@', ip: '192.0.2.1' },
  { type: 'A', hostname: '', ip: '192.0.2.2' },
  { type: 'TXT', hostname: 'q', text: '"quoted"' },
  { type: 'CNAME', hostname: 'b', destinationHostname: 'www.example.net.' },
  { type: 'MX', hostname: '@', priority: 10 },
]);

describe('dinahosting', () => {
  it('creates records, and takes one that exists for success', async () => {
    const exists = { responseCode: 2302, message: 'Object exists.', errors: [{ code: 2302, message: 'It exists.' }] };
    await withExchanges(
      play([
        call(change('Add', 'one')),
        call(change('Add', 'one'), null, exists),
        call('command=Domain_Zone_AddTypeCname&domain=example.com&hostname=b&destinationHostname=www.example.net'),
      ]),
      async (service) => {
        await service.create(one);
        await service.create(one);
        await service.create({ type: 'CNAME', name: 'b', content: 'www.example.net', ttl: 60 });
      },
    );
  });

  it('looks whether it exists where the API only says that something is wrong', async () => {
    const wrong = { responseCode: 2400, message: 'Command failed.', errors: [{ code: 2400, message: 'Error.' }] };
    await withExchanges(play([call(change('Add', 'one'), null, wrong), list]), (service) => service.create(one));
    const missing = call('command=Domain_Zone_GetTypeTXT&domain=example.com', [{ host: 'a', text: 'two' }]);
    await assert.rejects(
      withExchanges(play([call(change('Add', 'one'), null, wrong), missing]), (service) => service.create(one)),
      (error) => isFailure(error, 'API') && error.serviceCode === '2400',
    );
  });

  it('lists everything, and passes over what it cannot tell', async () => {
    const listed = await withExchanges(play([all]), (service) => service.list({}));
    assert.deepEqual(
      listed.map(({ type, name, content }) => [type, name, content]),
      [
        ['TXT', 'a.example.com', 'one'],
        ['A', 'example.com', '192.0.2.1'],
        ['A', 'example.com', '192.0.2.2'],
        ['TXT', 'q.example.com', '"quoted"'],
        ['CNAME', 'b.example.com', 'www.example.net'],
      ],
    );
  });

  it('removes one of two values, and makes an updated record again', async () => {
    await withExchanges(
      play([
        ...[list, call(change('Delete', 'two')), list],
        ...[all, call(change('Delete', 'one')), call(change('Add', 'new'))],
      ]),
      async (service) => {
        await service.removeAll([{ ...one, content: 'two' }]);
        const [record] = await service.list({ type: 'TXT', content: 'one' });
        await service.update(record?.id, { ...one, content: 'new' });
      },
    );
  });

  it('says what was refused, in the words of the API', async () => {
    const refused = {
      responseCode: 2200,
      message: 'Authentication error.',
      errors: [{ code: 2200, message: 'Wrong password.' }],
    };
    const exchanges = [call('command=Services_GetDomains', null, refused)];
    await assert.rejects(
      withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Wrong password/.test(error.message),
    );
    await assert.rejects(
      withExchanges(play([]), (service) => service.list({ type: 'SRV' })),
      (error) => isFailure(error, 'UNSUPPORTED'),
    );
  });
});
