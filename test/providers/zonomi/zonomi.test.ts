import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://zonomi.com/app/dns/dyndns.jsp?api_key=key';
const doctype = "<!DOCTYPE html [<!ENTITY nbsp '&#160;'><!ENTITY trade '&#8482;'>]>";

function answer(...records: string[]): string {
  const action = `<action action="QUERY" host="a.example.com">${records.join('')}</action>`;
  const counts = '<result_counts added="0" changed="0" unchanged="0" deleted="0"/>';
  return `<?xml version ="1.0"  ?>${doctype}<dnsapi_result><is_ok>OK:</is_ok>${counts}<actions>${action}</actions></dnsapi_result>`;
}

function record(name: string, type: string, content: string, prio = 0): string {
  return `<record name="${name}" type="${type}" content="${content}" ttl="300 seconds" prio="${prio}"/>`;
}

const soa: Exchange = {
  request: `GET ${base}&action=QUERY&name=**.example.com&type=SOA`,
  answer: answer(record('example.com', 'SOA', 'ns1.zonomi.com. x. 1 2 3 4 5')),
};

function read(type: string, ...records: string[]): Exchange {
  return { request: `GET ${base}&action=QUERY&name=a.example.com&type=${type}`, answer: answer(...records) };
}

function write(query: string): Exchange {
  return { request: `GET ${base}&${query}`, answer: answer() };
}

const play = playing('zonomi', { token: 'key' }, soa);

const txt = (content: string) => record('a.example.com', 'TXT', content);
const draft = (content: string) => ({ type: 'TXT', name: 'a', content, ttl: 60 });

describe('zonomi', () => {
  it('sets a single value plainly', async () => {
    await withExchanges(
      play([read('TXT'), write('action=SET&type=TXT&name=a.example.com&value=x%26y&ttl=60')]),
      (service) => service.create(draft('x&y')),
    );
  });

  it('sets the values that stand there along with the new one', async () => {
    const first = 'action[1]=SET&name[1]=a.example.com&type[1]=TXT&value[1]=one&ttl[1]=300';
    const second = 'action[2]=SET&name[2]=a.example.com&type[2]=TXT&value[2]=two&ttl[2]=60';
    await withExchanges(play([read('TXT', txt('one')), write(`${first}&${second}`)]), (service) =>
      service.create(draft('two')),
    );
  });

  it('sets both values of one name in one request, and nothing where they are there', async () => {
    const first = 'action[1]=SET&name[1]=a.example.com&type[1]=TXT&value[1]=one&ttl[1]=60';
    const second = 'action[2]=SET&name[2]=a.example.com&type[2]=TXT&value[2]=two&ttl[2]=60';
    await withExchanges(
      play([read('TXT'), write(`${first}&${second}`), read('TXT', txt('one'), txt('two'))]),
      async (service) => {
        await service.createAll([draft('one'), draft('two')]);
        await service.createAll([draft('one'), draft('two')]);
      },
    );
  });

  it('keeps priorities of other MX records', async () => {
    const mx = record('a.example.com', 'MX', 'mail.example.com', 10);
    const first = 'action[1]=SET&name[1]=a.example.com&type[1]=MX&value[1]=mail.example.com&ttl[1]=300&prio[1]=10';
    const second = 'action[2]=SET&name[2]=a.example.com&type[2]=MX&value[2]=backup.example.com&ttl[2]=60&prio[2]=20';
    await withExchanges(play([read('MX', mx), write(`${first}&${second}`)]), (service) =>
      service.create({ type: 'MX', name: 'a', content: '20 backup.example.com', ttl: 60 }),
    );
  });

  it('removes one of two values by its value, without reading', async () => {
    await withExchanges(play([write('action=DELETE&type=TXT&name=a.example.com&value=two')]), (service) =>
      service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('updates by removing the old value and adding the new one', async () => {
    await withExchanges(
      play([
        read('TXT', txt('old')),
        write('action=DELETE&type=TXT&name=a.example.com&value=old'),
        read('TXT'),
        write('action=SET&type=TXT&name=a.example.com&value=new&ttl=60'),
      ]),
      (service) => service.update(undefined, draft('new')),
    );
  });

  it('speaks to RimuHosting', async () => {
    const exchanges = [{ ...soa, request: soa.request.replace('zonomi.com/app', 'rimuhosting.com') }];
    const options = { token: 'key', entrypoint: 'rimuhosting' };
    const zone = await withExchanges({ provider: 'zonomi', options, exchanges }, (service) => service.findZone());
    assert.equal(zone.name, 'example.com');
  });

  it('understands refusals, and does not repeat them though their status is 500', async () => {
    const cases = [
      ['ERROR: No zone found for example.com', 'ZONE_NOT_FOUND'],
      ['ERROR: Invalid API key', 'AUTHENTICATION'],
      ['ERROR: something', 'API'],
    ] as const;
    for (const [words, code] of cases) {
      const refusal = { ...soa, status: 500, answer: `<?xml version ="1.0"  ?>${doctype}<error>${words}</error>` };
      await assert.rejects(
        withExchanges({ ...play([]), exchanges: [refusal] }, (service) => service.findZone()),
        (error) => isFailure(error, code),
      );
    }
  });
});
