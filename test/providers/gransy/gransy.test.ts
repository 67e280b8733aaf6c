import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const request = 'POST https://subreg.cz/soap/cmd.php?soap_format=1';

function soap(content: string): string {
  return `<?xml version="1.0"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${content}</S:Body></S:Envelope>`;
}

function exchange(command: string, body: string, data: string): Exchange {
  return {
    request,
    headers: { soapaction: `"http://subreg.cz/wsdl#${command}"`, 'content-type': /^text\/xml/ },
    body: soap(`<n:${command} xmlns:n="http://subreg.cz/types">${body}</n:${command}>`),
    answer: soap(`<n:C xmlns:n="http://subreg.cz/types"><response>${data}</response></n:C>`),
  };
}

function done(data = ''): string {
  return `<status>ok</status><data>${data}</data>`;
}

function refused(words: string): string {
  return `<status>error</status><error><errormsg>${words}</errormsg><errorcode><major>500</major><minor>104</minor></errorcode></error>`;
}

function item(id: string, name: string, content: string, type = 'TXT'): string {
  return `<records><id>${id}</id><name>${name}</name><type>${type}</type><content>${content}</content><prio>10</prio><ttl>3600</ttl></records>`;
}

function login(ssid: string): Exchange {
  return exchange('Login', '<login>me</login><password>p&amp;ss</password>', done(`<ssid>${ssid}</ssid>`));
}

const domains = exchange(
  'Domains_List',
  '<ssid>s1</ssid>',
  done('<count>1</count><domains><name>example.com</name></domains>'),
);

function zone(...items: string[]): Exchange {
  const data = done(`<domain>example.com</domain>${items.join('')}`);
  return exchange('Get_DNS_Zone', '<ssid>s1</ssid><domain>example.com</domain>', data);
}

function write(command: string, record: string, answer = done()): Exchange {
  const body = `<ssid>s1</ssid><domain>example.com</domain><record>${record}</record>`;
  return exchange(command, body, answer);
}

function play(exchanges: readonly Exchange[]) {
  const options = { username: 'me', password: 'p&ss' };
  return { provider: 'gransy', options, exchanges: [login('s1'), domains, ...exchanges] };
}

describe('gransy', () => {
  it('logs in once, looks first, then adds the record', async () => {
    const record = '<name>_acme-challenge</name><type>TXT</type><content>a&lt;b</content><ttl>600</ttl>';
    await withExchanges(
      play([zone(item('1', '_acme-challenge', 'other')), write('Add_DNS_Record', record)]),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'a<b', ttl: 60 }),
    );
  });

  it('writes a priority apart', async () => {
    const record = '<name/><type>MX</type><content>mail.example.com</content><prio>5</prio><ttl>600</ttl>';
    await withExchanges(play([zone(), write('Add_DNS_Record', record)]), (service) =>
      service.create({ type: 'MX', name: '@', content: '5 mail.example.com', ttl: 600 }),
    );
  });

  it('lists the zone, the apex and priorities too', async () => {
    const listed = await withExchanges(
      play([zone(item('1', '', 'mail.example.com', 'MX'), item('2', 'a', 'x &amp; y'))]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ id, name, content, priority, ttl }) => [id, name, content, priority, ttl]),
      [
        ['1', 'example.com', 'mail.example.com', 10, 3600],
        ['2', 'a.example.com', 'x & y', undefined, 3600],
      ],
    );
  });

  it('modifies in place where the name stays, else adds and deletes', async () => {
    const there = zone(item('7', 'a', 'old'));
    await withExchanges(
      play([
        there,
        write('Modify_DNS_Record', '<id>7</id><type>TXT</type><content>new</content><prio>0</prio><ttl>3600</ttl>'),
        there,
        write('Add_DNS_Record', '<name>b</name><type>TXT</type><content>new</content><prio>0</prio><ttl>3600</ttl>'),
        write('Delete_DNS_Record', '<id>7</id>'),
      ]),
      async (service) => {
        await service.update('7', { type: 'TXT', name: 'a', content: 'new', ttl: 3600 });
        await service.update('7', { type: 'TXT', name: 'b', content: 'new', ttl: 3600 });
      },
    );
  });

  it('removes one of two values and leaves the other, also where it is gone already', async () => {
    const both = zone(item('1', 'a', 'one'), item('2', 'a', 'two'));
    await withExchanges(
      play([both, write('Delete_DNS_Record', '<id>2</id>', refused('Record does not exist'))]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('opens a new session where the old one has expired', async () => {
    const expired = { ...domains, answer: soap(`<C><response>${refused('You are not logged in')}</response></C>`) };
    const again = exchange('Domains_List', '<ssid>s2</ssid>', done('<count>0</count>'));
    const exchanges = [login('s1'), expired, login('s2'), again];
    await assert.rejects(
      withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
      (error) => isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('says what the server says of a request that it cannot take', async () => {
    const fault = '<S:Fault><faultcode>S:Client</faultcode><faultstring>No such operation</faultstring></S:Fault>';
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...login('s1'), answer: soap(fault) }] }, (service) =>
        service.findZone(),
      ),
      (error) => isFailure(error, 'API') && /No such operation/.test(error.message),
    );
  });

  it('says that the login failed, in the words of the API', async () => {
    const wrong = { ...login('s1'), answer: soap(`<C><response>${refused('Bad login or password')}</response></C>`) };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [wrong] }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Bad login or password/.test(error.message),
    );
  });
});
