import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://dmapi.joker.com/request';
const fixed = [
  '$dnssec=no',
  '$dyndns=no::',
  '_sip._tcp SRV 1/2 sip.example.com:5060 3600',
  'go URL 0 https://x.org/ 0',
];

function exchange(request: string, fields: Record<string, string>, content: string, status = '0'): Exchange {
  return {
    request: `POST ${base}/${request}`,
    body: new URLSearchParams(fields).toString(),
    answer: `Version: 1.2\nStatus-Code: ${status}\nStatus-Text: Words\n\n${content}\n`,
  };
}

function login(session: string): Exchange {
  const answer = `Status-Code: 0\nAuth-Sid: ${session}\nStats-last-error:\n\nde\ncom\n`;
  return { ...exchange('login', { 'api-key': 'key' }, ''), answer };
}

function domains(session = 's1', status = '0'): Exchange {
  const fields = { pattern: 'example.com', showstatus: '1', 'auth-sid': session };
  return exchange('query-domain-list', fields, status === '0' ? 'example.com 2030-01-01 production' : '', status);
}

function read(...lines: string[]): Exchange {
  return exchange('dns-zone-get', { domain: 'example.com', 'auth-sid': 's1' }, [...fixed, ...lines].join('\n'));
}

function write(...lines: string[]): Exchange {
  const zone = [...fixed, ...lines].join('\n');
  return exchange('dns-zone-put', { domain: 'example.com', zone, 'auth-sid': 's1' }, '');
}

const play = playing('joker', { token: 'key' }, login('s1'), domains());

describe('joker', () => {
  it('adds a line and writes everything else back as it was', async () => {
    await withExchanges(
      play([read('a TXT 0  "one " 300'), write('a TXT 0 "one" 300', 'a TXT 0 "t\\"wo" 60')]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 't"wo', ttl: 60 }),
    );
  });

  it('writes nothing where the record is there already', async () => {
    await withExchanges(play([read('@ MX 10 mail.example.com 300')]), (service) =>
      service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    const both = ['a TXT 0 "one" 300', 'a TXT 0 "two" 300'];
    await withExchanges(play([read(...both), read(...both), write('a TXT 0 "one" 300')]), (service) =>
      service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('writes lines of other types back to the letter', async () => {
    const lines = ['b  A  0 192.0.2.1   300', 'c CAA 0 "0 issue" 300'];
    await withExchanges(play([read(...lines), write(...lines, 'a TXT 0 "x" 60')]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 }),
    );
  });

  it('holds no record that is no line', async () => {
    await assert.rejects(
      withExchanges(play([read()]), (service) =>
        service.create({ type: 'CNAME', name: 'a', content: 'two words', ttl: 60 }),
      ),
      (error) => isFailure(error, 'UNSUPPORTED'),
    );
  });

  it('reads a zone of which there is nothing', async () => {
    const nothing = { ...read(), answer: 'Status-Code: 0\n' };
    assert.deepEqual(await withExchanges(play([nothing]), (service) => service.list({})), []);
  });

  it('logs in by a name and a password', async () => {
    const body = 'username=me&password=opaque-password';
    // A code of success, too, that begins with a one.
    const exchanges = [{ ...login('s1'), body, answer: 'Status-Code: 1000\nAuth-Sid: s1\n\n' }, domains()];
    const options = { username: 'me', password: 'opaque-password' };
    await withExchanges({ provider: 'joker', options, exchanges }, (service) => service.findZone());
  });

  it('says what a header says of a failure', async () => {
    for (const [answer, code, words] of [
      ['Status-Code: 2201\nError: Not yours\nStatus-Text: Words\n\n', 'AUTHENTICATION', /Not yours/],
      ['Status-Code: 2303\nError: No such domain\n\n', 'ZONE_NOT_FOUND', /^/],
      ['Status-Code: 2400\n\n', 'API', /status code 2400/],
      ['Busy\n\n', 'RESPONSE', /no status code/],
    ] as const) {
      const failed = { ...domains(), answer };
      const again = { AUTHENTICATION: [login('s1'), failed], RESPONSE: [failed, failed], ZONE_NOT_FOUND: [], API: [] };
      const exchanges = [login('s1'), failed, ...again[code]];
      await assert.rejects(
        withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
        (error) => isFailure(error, code) && words.test(error.message),
      );
    }
    const noSession = { ...login('s1'), answer: 'Status-Code: 0\n\n' };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [noSession] }, (service) => service.findZone()),
      (error) => isFailure(error, 'RESPONSE'),
    );
  });

  it('updates in place', async () => {
    const old = 'www CNAME 0 old.example.org 300';
    const next = 'b A 0 192.0.2.1 300';
    await withExchanges(
      play([read(old, next), read(old, next), write('web CNAME 0 new.example.org 60', next)]),
      async (service) => {
        const [record] = await service.list({ type: 'CNAME' });
        await service.update(record?.id, { type: 'CNAME', name: 'web', content: 'new.example.org', ttl: 60 });
      },
    );
  });

  it('opens a new session where the old one has expired', async () => {
    const exchanges = [login('s1'), domains('s1', '2200'), login('s2'), domains('s2')];
    const zone = await withExchanges({ ...play([]), exchanges }, (service) => service.findZone());
    assert.equal(zone.name, 'example.com');
  });

  it('says what the API says', async () => {
    const exchanges = [login('s1'), domains('s1', '2400')];
    await assert.rejects(
      withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'API') && error.serviceCode === '2400' && /Words/.test(error.message),
    );
  });
});
