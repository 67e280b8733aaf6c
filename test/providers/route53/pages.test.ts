import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import {
  base,
  challenge,
  changed,
  changeXml,
  login,
  options,
  play,
  quoted,
  rrset,
  setsXml,
  setXml,
  zonesXml,
  zoneXml,
} from './exchanges.js';

const byName = `GET ${base}/hostedzonesbyname`;
const after = (name: string, id: string) =>
  `<NextDNSName>${name}</NextDNSName><NextHostedZoneId>${id}</NextHostedZoneId>`;
const setAfter = (name: string) => `<NextRecordName>${name}</NextRecordName><NextRecordType>A</NextRecordType>`;
const missing = { request: `GET ${rrset}?name=_acme-challenge.example.com.&type=TXT&maxitems=1` };

function find(given: object, ...exchanges: readonly Exchange[]) {
  const test = { provider: 'route53', options: { ...options, ...given }, exchanges };
  return withExchanges(test, (service) => service.findZone());
}

function failed(code: string, message = '') {
  return `<ErrorResponse><Error><Code>${code}</Code>${message}</Error></ErrorResponse>`;
}

describe('zones of Route 53', () => {
  it('are looked for at their name where the first page has none of it, until another name comes', async () => {
    const found = await find(
      {},
      { request: byName, answer: zonesXml(zoneXml('Z0', 'a.com.'), after('b.com.', 'Z2')) },
      {
        request: `${byName}?dnsname=example.com.`,
        answer: zonesXml(zoneXml('Z3', 'example.com.', true), after('example.com.', 'Z4')),
      },
      {
        request: `${byName}?dnsname=example.com.&hostedzoneid=Z4`,
        answer: zonesXml(zoneXml('Z4', 'example.com.'), after('f.com.', 'Z5')),
      },
      {
        request: `${byName}?dnsname=f.com.&hostedzoneid=Z5`,
        answer: zonesXml(zoneXml('Z5', 'f.com.'), after('g.com.', 'Z6')),
      },
    );
    assert.equal(found.name, 'example.com');
  });

  it('may go on behind the first page, and may be none', async () => {
    await find(
      {},
      { request: byName, answer: zonesXml(zoneXml('Z1', 'example.com.', true), after('example.com.', 'Z2')) },
      { request: `${byName}?dnsname=example.com.&hostedzoneid=Z2`, answer: zonesXml(zoneXml('Z2', 'example.com.')) },
    );
    await assert.rejects(find({}, { request: byName, answer: zonesXml('') }), (error) =>
      isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('are told apart by an option', async () => {
    const two = zoneXml('Z1', 'example.com.') + zoneXml('Z2', 'example.com.');
    await assert.rejects(
      find({}, { request: byName, answer: zonesXml(two) }),
      (error) => isFailure(error, 'CONFIG') && /--zone-id$/.test(error.hint ?? ''),
    );
  });

  it('are known by a record in them, or by none', async () => {
    const request = `GET ${rrset}?name=example.com.&type=SOA&maxitems=1`;
    for (const sets of ['', setXml('a', 'A', ['192.0.2.1'])])
      await find({ zoneId: '/hostedzone/Z1' }, { request, answer: setsXml(sets) });
    const other = setXml('a', 'A', ['192.0.2.1']).replace('example.com', 'example.org');
    await assert.rejects(find({ zoneId: 'Z1' }, { request, answer: setsXml(other) }), (error) =>
      isFailure(error, 'ZONE_NOT_FOUND'),
    );
  });

  it('are not to be had where the list of all fails otherwise', async () => {
    await assert.rejects(
      find(
        {},
        { request: byName, status: 403, answer: failed('AccessDenied') },
        {
          request: `GET ${base}/hostedzone`,
          status: 400,
          answer: failed('InvalidInput', '<Message>Fell over</Message>'),
        },
      ),
      (error) => isFailure(error, 'API') && /Fell over/.test(error.message),
    );
  });
});

describe('sets of Route 53', () => {
  it('are not looked for any further behind their name', async () => {
    const listed = await withExchanges(
      play(
        { request: `GET ${rrset}`, answer: setsXml(setXml('a', 'A', ['192.0.2.1']), setAfter('b.example.com.')) },
        {
          request: `GET ${rrset}?name=x.example.com.&type=TXT`,
          answer: setsXml(setXml('y', 'TXT', [quoted('no')]), setAfter('z.example.com.')),
        },
      ),
      (service) => service.list({ type: 'TXT', name: 'x' }),
    );
    assert.deepEqual(listed, []);
  });

  it('are read in all pages where no name is wanted', async () => {
    const listed = await withExchanges(
      play(
        { request: `GET ${rrset}`, answer: setsXml('', setAfter('b.example.com.')) },
        { request: `GET ${rrset}?name=b.example.com.&type=A`, answer: setsXml('', setAfter('c.example.com.')) },
        { request: `GET ${rrset}?name=c.example.com.&type=A`, answer: setsXml(setXml('c', 'TXT', [quoted('x')])) },
      ),
      (service) => service.list({ type: 'TXT' }),
    );
    assert.equal(listed.length, 1);
  });

  it('that are aliases, or one of several by a policy, are not ours', async () => {
    const alias = '<ResourceRecordSet><Name>a.example.com.</Name><Type>A</Type><AliasTarget /></ResourceRecordSet>';
    const weighted = setXml('b', 'TXT', [quoted('x')]).replace('<TTL>', '<SetIdentifier>one</SetIdentifier><TTL>');
    const listed = await withExchanges(
      play({ request: `GET ${rrset}`, answer: setsXml(alias + weighted + setXml('c', 'TXT', [quoted('y')])) }),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['c.example.com'],
    );
  });

  it('are asked for by themselves before a write, where they are not on the first page', async () => {
    const set = (...values: readonly string[]) => setXml('_acme-challenge', 'TXT', values.map(quoted));
    const first = { request: `GET ${rrset}`, answer: setsXml(setXml('a', 'A', ['192.0.2.1']), setAfter('b.')) };
    const post = { request: `POST ${rrset}/`, answer: changed };
    await withExchanges(
      play(
        first,
        { ...missing, answer: setsXml(set('one'), setAfter('c.')) },
        { ...post, body: changeXml(['UPSERT', set('one', 'two')]) },
        { ...first, answer: setsXml(set('one'), setAfter('b.')) },
        { ...post, body: changeXml(['UPSERT', set('one', 'two')]) },
        first,
        { ...missing, answer: setsXml(setXml('c', 'A', ['192.0.2.1'])) },
        { ...post, body: changeXml(['CREATE', set('two')]) },
      ),
      async (service) => {
        for (const _ of [1, 2, 3]) await service.create({ ...challenge, content: 'two', ttl: 60 });
      },
    );
  });

  it('are not written twice where one of them is new', async () => {
    await assert.rejects(
      withExchanges(
        play(
          { request: `GET ${rrset}`, answer: setsXml(setXml('b', 'TXT', [quoted('old')])) },
          {
            request: `POST ${rrset}/`,
            body: changeXml(
              ['CREATE', setXml('a', 'TXT', [quoted('new')])],
              ['UPSERT', setXml('b', 'TXT', [quoted('old'), quoted('new')])],
            ),
            status: 502,
          },
        ),
        (service) => service.createAll(['a', 'b'].map((name) => ({ type: 'TXT', name, content: 'new', ttl: 60 }))),
      ),
      (error) => isFailure(error, 'SERVER'),
    );
  });
});

describe('failures of Route 53', () => {
  for (const code of [
    'ExpiredToken',
    'IncompleteSignature',
    'InvalidSignatureException',
    'InvalidClientTokenId',
    'MissingAuthenticationToken',
  ])
    it(`are of the credentials: ${code}`, async () => {
      await assert.rejects(
        find({}, { request: byName, status: 400, answer: failed(code) }),
        (error) => isFailure(error, 'AUTHENTICATION') && error.serviceCode === code && error.message.includes(code),
      );
    });

  it('of a batch have a code, too', async () => {
    const answer =
      '<InvalidChangeBatch><Messages><Message>No</Message><Message>Neither</Message></Messages></InvalidChangeBatch>';
    await assert.rejects(
      find({}, { ...login, status: 400, answer }),
      (error) =>
        isFailure(error, 'API') && error.serviceCode === 'InvalidChangeBatch' && /No; Neither/.test(error.message),
    );
  });
});
