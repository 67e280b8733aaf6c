import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.dns.constellix.com/v1';
const texts = `${base}/domains/7/records/TXT/`;
const zones: Exchange = { request: `GET ${base}/domains/`, answer: [{ id: 7, name: 'example.com' }] };
const exists = { errors: ['"TXT" record with name "_acme-challenge" already exists'] };
const challenge = { type: 'TXT', name: '_acme-challenge' };

const play = playing('constellix', { username: 'key', token: 'secret' }, zones);

function values(...contents: readonly string[]) {
  return contents.map((value) => ({ disableFlag: false, value }));
}

/** As the API shows it: texts in quotes. */
function item(id: number, contents: readonly string[], more = {}) {
  const roundRobin = values(...contents.map((content) => `"${content}"`));
  return {
    id,
    type: 'TXT',
    name: '_acme-challenge',
    ttl: 300,
    recordOption: 'roundRobin',
    gtdRegion: 1,
    roundRobin,
    ...more,
  };
}

function create(...contents: readonly string[]) {
  return { name: '_acme-challenge', ttl: 300, roundRobin: values(...contents) };
}

describe('constellix', () => {
  it('searches for its zone where the service lists none', async () => {
    const { request, ...found } = zones;
    const search = { request: `GET ${base}/domains/search?exact=example.com`, ...found };
    await withExchanges({ ...play([]), exchanges: [{ request, status: 405 }, search] }, (service) =>
      service.findZone(),
    );
  });

  it('signs the time', async () => {
    let date = '';
    const headers = {
      'x-cnsdns-apikey': 'key',
      'x-cnsdns-requestdate': (value: string) => {
        date = value;
        return /^\d{13}$/.test(value);
      },
      'x-cnsdns-hmac': (value: string) => value === createHmac('sha1', 'secret').update(date).digest('base64'),
    };
    await withExchanges({ ...play([]), exchanges: [{ ...zones, headers }] }, (service) => service.findZone());
  });

  it('creates without a look, where the name is free', async () => {
    await withExchanges(play([{ request: `POST ${texts}`, body: create('one') }]), (service) =>
      service.create({ ...challenge, content: 'one', ttl: 300 }),
    );
  });

  it('quotes a text in which there are quotes', async () => {
    await withExchanges(play([{ request: `POST ${texts}`, body: create('"say \\"hi\\""') }]), (service) =>
      service.create({ ...challenge, content: 'say "hi"', ttl: 300 }),
    );
  });

  it('adds to the record that is there', async () => {
    await withExchanges(
      play([
        { request: `POST ${texts}`, body: create('two'), status: 400, answer: exists },
        { request: `GET ${texts}`, answer: [item(3, ['elsewhere'], { gtdRegion: 2 }), item(4, ['one'])] },
        { request: `PUT ${texts}4/`, body: { id: 4, ...create('one', 'two') } },
      ]),
      (service) => service.create({ ...challenge, content: 'two', ttl: 300 }),
    );
  });

  it('tells why it cannot add to the record that is there, where it may not be read', async () => {
    await assert.rejects(
      withExchanges(
        play([
          { request: `POST ${texts}`, body: create('two'), status: 400, answer: exists },
          { request: `GET ${texts}`, status: 401, answer: { errors: ['Unauthorized'] } },
        ]),
        (service) => service.create({ ...challenge, content: 'two', ttl: 300 }),
      ),
      (error) => isFailure(error, 'AUTHENTICATION') && /Unauthorized/.test(error.message),
    );
  });

  it('leaves a record with failover alone, and says so', async () => {
    const refusal: Exchange = { request: `POST ${texts}`, body: create('two'), status: 400, answer: exists };
    await assert.rejects(
      withExchanges(
        play([
          refusal,
          { request: `GET ${texts}`, answer: [item(4, [], { recordOption: 'failover', roundRobin: undefined })] },
          refusal,
        ]),
        (service) => service.create({ ...challenge, content: 'two', ttl: 300 }),
      ),
      (error) => isFailure(error, 'UNSUPPORTED'),
    );
  });

  it('removes one of two values and leaves the other, then the record', async () => {
    await withExchanges(
      play([
        { request: `GET ${texts}`, answer: [item(4, ['one', 'two'])] },
        { request: `PUT ${texts}4/`, body: { id: 4, ...create('two') } },
        { request: `GET ${texts}`, answer: [item(4, ['two'])] },
        { request: `DELETE ${texts}4/` },
      ]),
      async (service) => {
        await service.removeAll([{ ...challenge, content: 'one' }]);
        await service.removeAll([{ ...challenge, content: 'two' }]);
      },
    );
  });

  it('leaves a value switched off that was', async () => {
    const off = { value: '"off"', disableFlag: true };
    const found = item(4, ['one'], { roundRobin: [off, ...item(4, ['one']).roundRobin] });
    const body = { id: 4, ...create('off', 'one', 'two') };
    const roundRobin = body.roundRobin.map((value) => ({ ...value, disableFlag: value.value === 'off' }));
    await withExchanges(
      play([
        { request: `POST ${texts}`, body: create('two'), status: 400, answer: exists },
        { request: `GET ${texts}`, answer: [found] },
        { request: `PUT ${texts}4/`, body: { ...body, roundRobin } },
      ]),
      (service) => service.create({ ...challenge, content: 'two', ttl: 300 }),
    );
  });

  it('takes 404 for an empty list', async () => {
    const answer = { errors: ['Requested record was not found'] };
    const listed = await withExchanges(play([{ request: `GET ${texts}`, status: 404, answer }]), (service) =>
      service.list(challenge),
    );
    assert.deepEqual(listed, []);
  });

  it('renames a record of one value, and splits one of two', async () => {
    const renamed = { name: 'b', ttl: 300, roundRobin: values('one') };
    await withExchanges(
      play([
        { request: `GET ${texts}`, answer: [item(4, ['one']), item(5, ['one'], { name: 'c' })] },
        { request: `GET ${texts}`, answer: [item(4, ['one']), item(5, ['one'], { name: 'c' })] },
        { request: `PUT ${texts}4/`, body: { id: 4, ...renamed } },
        { request: `GET ${texts}`, answer: [item(4, ['one', 'two'])] },
        { request: `GET ${texts}`, answer: [item(4, ['one', 'two'])] },
        { request: `GET ${texts}`, answer: [item(4, ['one', 'two'])] },
        { request: `POST ${texts}`, body: renamed },
        { request: `GET ${texts}`, answer: [item(4, ['one', 'two'])] },
        { request: `PUT ${texts}4/`, body: { id: 4, ...create('two') } },
      ]),
      async (service) => {
        for (const _ of ['a record of one value', 'a record of two']) {
          const [first] = await service.list(challenge);
          await service.update(first?.id, { type: 'TXT', name: 'b', content: 'one', ttl: 300 });
        }
      },
    );
  });

  it('keeps the hosts of a set when another is added, also a relative one', async () => {
    const host = (level: number, value: string) => ({ disableFlag: false, level, value });
    const mails = `${base}/domains/7/records/MX/`;
    const mail = { id: 5, type: 'MX', name: '', ttl: 300, roundRobin: [host(10, 'a.example.org.'), host(20, 'b')] };
    const added = { name: '', ttl: 300, roundRobin: [host(30, 'c.example.org.')] };
    const all = [host(10, 'a.example.org.'), host(20, 'b.example.com.'), host(30, 'c.example.org.')];
    await withExchanges(
      play([
        { request: `POST ${mails}`, body: added, status: 400, answer: exists },
        { request: `GET ${mails}`, answer: [mail] },
        { request: `PUT ${mails}5/`, body: { id: 5, name: '', ttl: 300, roundRobin: all } },
      ]),
      (service) => service.create({ type: 'MX', name: '@', content: '30 c.example.org', ttl: 300 }),
    );
  });

  it('gives the target of an alias where the API keeps it, and MX in parts', async () => {
    const alias = { name: 'a', ttl: 300, host: 'b.example.org.', roundRobin: values('b.example.org') };
    const mail = {
      name: '',
      ttl: 300,
      roundRobin: [{ disableFlag: false, level: 10, value: 'mail.example.org.' }],
    };
    await withExchanges(
      play([
        { request: `POST ${base}/domains/7/records/CNAME/`, body: alias },
        { request: `POST ${base}/domains/7/records/MX/`, body: mail },
      ]),
      async (service) => {
        await service.create({ type: 'CNAME', name: 'a', content: 'b.example.org', ttl: 300 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.org', ttl: 300 });
      },
    );
  });
});
