import type { Exchange } from '../../../core/testing/exchanges.js';

export const base = 'https://route53.amazonaws.com/2013-04-01';
export const rrset = `${base}/hostedzone/Z1/rrset`;
export const options = { accessKey: 'AKID', accessSecret: 'secret', sessionToken: 'session' };

export function zoneXml(id: string, name: string, isPrivate = false): string {
  return `<HostedZone><Id>/hostedzone/${id}</Id><Name>${name}</Name><Config><PrivateZone>${isPrivate}</PrivateZone></Config></HostedZone>`;
}

export function zonesXml(zones: string, next = ''): string {
  return `<ListHostedZonesByNameResponse><HostedZones>${zones}</HostedZones><IsTruncated>${next !== ''}</IsTruncated>${next}</ListHostedZonesByNameResponse>`;
}

export function setXml(name: string, type: string, values: readonly string[], ttl = 60): string {
  const records = values.map((value) => `<ResourceRecord><Value>${value}</Value></ResourceRecord>`).join('');
  return `<ResourceRecordSet><Name>${name}.example.com.</Name><Type>${type}</Type><TTL>${ttl}</TTL><ResourceRecords>${records}</ResourceRecords></ResourceRecordSet>`;
}

export function setsXml(sets: string, next = ''): string {
  return `<ListResourceRecordSetsResponse><ResourceRecordSets>${sets}</ResourceRecordSets><IsTruncated>${next !== ''}</IsTruncated>${next}</ListResourceRecordSetsResponse>`;
}

export function changeXml(...changes: readonly [action: string, set: string][]): string {
  const list = changes.map(([action, set]) => `<Change><Action>${action}</Action>${set}</Change>`).join('');
  const actions = [...new Set(changes.map(([action]) => action))].join(', ');
  return `<ChangeResourceRecordSetsRequest><ChangeBatch><Comment>${actions} using lexicon Route 53 provider</Comment><Changes>${list}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
}

export const login: Exchange = {
  request: `GET ${base}/hostedzonesbyname`,
  headers: {
    authorization:
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/route53\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    'x-amz-security-token': 'session',
  },
  answer: zonesXml(zoneXml('Z0', 'example.com.', true) + zoneXml('Z1', 'example.com.')),
};

export const changed =
  '<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id></ChangeInfo></ChangeResourceRecordSetsResponse>';

export function play(...exchanges: readonly Exchange[]) {
  return { provider: 'route53', options, exchanges: [login, ...exchanges] };
}

export const challenge = { type: 'TXT', name: '_acme-challenge' };
export const quoted = (text: string) => `&quot;${text}&quot;`;
