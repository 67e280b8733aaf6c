import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const base = 'https://route53.amazonaws.com/2013-04-01';
const rrset = `${base}/hostedzone/Z1/rrset`;
const options = { accessKey: 'AKID', accessSecret: 'secret' };
const byId = { ...options, zoneId: '/hostedzone/Z1' };

function refused(request: string, action: string): Exchange {
  const words = `User: arn:aws:iam::1:user/u is not authorized to perform: route53:${action}`;
  const answer = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${words}</Message></Error></ErrorResponse>`;
  return { request, status: 403, answer };
}

function setsXml(name?: string): string {
  const set =
    name === undefined
      ? ''
      : `<ResourceRecordSet><Name>${name}</Name><Type>SOA</Type><TTL>900</TTL><ResourceRecords><ResourceRecord><Value>a b 1 2 3 4 5</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>`;
  return `<ListResourceRecordSetsResponse><ResourceRecordSets>${set}</ResourceRecordSets><IsTruncated>false</IsTruncated></ListResourceRecordSetsResponse>`;
}

const apex: Exchange = {
  request: `GET ${rrset}?name=example.com.&type=SOA&maxitems=1`,
  answer: setsXml('example.com.'),
};

function find(options: Record<string, string>, ...exchanges: Exchange[]) {
  return withExchanges({ provider: 'route53', options, exchanges }, (service) => service.findZone());
}

describe('the rights that Route 53 gives', () => {
  it('need not be more than those of the records where the zone is given by its identifier', async () => {
    assert.deepEqual(await find(byId, apex), { id: 'Z1', name: 'example.com', isPrivate: false });
    for (const name of ['notexample.com.', 'example.org.']) {
      await assert.rejects(find(byId, { ...apex, answer: setsXml(name) }), (error) =>
        isFailure(error, 'ZONE_NOT_FOUND'),
      );
    }
    const missing =
      '<ErrorResponse><Error><Code>NoSuchHostedZone</Code><Message>No hosted zone found with ID: Z1</Message></Error></ErrorResponse>';
    await assert.rejects(find(byId, { ...apex, status: 404, answer: missing }), (error) =>
      isFailure(error, 'ZONE_NOT_FOUND'),
    );
    await assert.rejects(find(byId, refused(apex.request, 'ListResourceRecordSets')), (error) =>
      isFailure(error, 'AUTHENTICATION'),
    );
  });

  it('may be to list all zones in place of looking one up', async () => {
    const zone = (id: string, name: string) =>
      `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}</Name><Config><PrivateZone>false</PrivateZone></Config></HostedZone>`;
    const page = (zones: string, more = '') =>
      `<ListHostedZonesResponse><HostedZones>${zones}</HostedZones>${more}</ListHostedZonesResponse>`;
    const denied = refused(`GET ${base}/hostedzonesbyname`, 'ListHostedZonesByName');
    const found = await find(
      options,
      denied,
      { request: `GET ${base}/hostedzone`, answer: page(zone('Z0', 'notexample.com.'), '<NextMarker>m</NextMarker>') },
      { request: `GET ${base}/hostedzone?marker=m`, answer: page(zone('Z1', 'example.com.')) },
    );
    assert.equal(Reflect.get(found, 'id'), 'Z1');
    await assert.rejects(find(options, denied, { request: `GET ${base}/hostedzone`, answer: page('') }), (error) =>
      isFailure(error, 'ZONE_NOT_FOUND'),
    );
    await assert.rejects(
      find(options, denied, refused(`GET ${base}/hostedzone`, 'ListHostedZones')),
      (error) => isFailure(error, 'AUTHENTICATION') && /ListHostedZonesByName/.test(error.message),
    );
  });

  const write: Exchange[] = [
    apex,
    { request: `GET ${rrset}`, answer: setsXml() },
    {
      request: `POST ${rrset}/`,
      body: '<ChangeResourceRecordSetsRequest><ChangeBatch><Comment>CREATE using lexicon Route 53 provider</Comment><Changes><Change><Action>CREATE</Action><ResourceRecordSet><Name>a.example.com.</Name><Type>TXT</Type><TTL>60</TTL><ResourceRecords><ResourceRecord><Value>"x"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>',
      answer:
        '<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id></ChangeInfo></ChangeResourceRecordSetsResponse>',
    },
  ];

  it('need not be to ask how far a change is', async () => {
    const exchanges = [...write, refused(`GET ${base}/change/C1`, 'GetChange')];
    await withExchanges({ provider: 'route53', options: byId, exchanges }, async (service) => {
      await service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 });
      await service.awaitLive();
      await service.awaitLive();
    });
  });

  it('are not asked for where nobody wants to wait', async () => {
    const test = { provider: 'route53', options: { ...byId, waitInSync: false }, exchanges: write };
    await withExchanges(test, async (service) => {
      await service.create({ type: 'TXT', name: 'a', content: 'x', ttl: 60 });
      await service.awaitLive();
    });
  });

  for (const code of ['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'PriorRequestNotComplete']) {
    it(`are not gone where the service says ${code}`, async () => {
      const answer = `<ErrorResponse><Error><Code>${code}</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`;
      await find(byId, { ...apex, status: 400, answer }, { ...apex, status: 400, answer }, apex);
    });
  }
});
