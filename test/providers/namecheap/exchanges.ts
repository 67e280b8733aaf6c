import type { Exchange } from '../../../core/testing/exchanges.js';

const base =
  'https://api.namecheap.com/xml.response?ApiUser=me&ApiKey=key&UserName=me&ClientIP=192.0.2.1&Command=namecheap.domains.';
export const options = { token: 'key', username: 'me', clientIp: '192.0.2.1' };
export const existing = {
  mail: '<host HostId="1" Name="@" Type="MX" Address="mail.example.com." MXPref="20" TTL="1800" IsActive="true" />',
  redirect:
    '<host HostId="2" Name="www" Type="URL301" Address="https://example.com/?a=1&amp;b=2" MXPref="10" TTL="1800" />',
  one: '<host HostId="3" Name="_acme-challenge" Type="TXT" Address="one" MXPref="10" TTL="60" />',
};
export const mailFields =
  'HostId1=1&HostName1=@&RecordType1=MX&Address1=mail.example.com.&MXPref1=20&TTL1=1800&IsActive1=true';
export const redirectFields =
  'HostId2=2&HostName2=www&RecordType2=URL301&Address2=https%3A%2F%2Fexample.com%2F%3Fa%3D1%26b%3D2&MXPref2=10&TTL2=1800';

export function answer(inner: string, status = 'OK', errors = '') {
  return `<?xml version="1.0"?><ApiResponse Status="${status}" xmlns="http://api.namecheap.com/xml.response">
    <Errors>${errors}</Errors><CommandResponse>${inner}</CommandResponse></ApiResponse>`;
}

export const info: Exchange = {
  request: `POST ${base}getInfo&DomainName=example.co.uk`,
  answer: answer('<DomainGetInfoResult IsOwner="True"><Modificationrights All="true" /></DomainGetInfoResult>'),
};

export function hosts(list: readonly string[], emailType = 'MX'): Exchange {
  const attributes = `Domain="example.co.uk" EmailType="${emailType}" IsUsingOurDNS="true"`;
  return {
    request: `POST ${base}dns.getHosts&SLD=example&TLD=co.uk`,
    answer: answer(`<DomainDNSGetHostsResult ${attributes}>${list.join('')}</DomainDNSGetHostsResult>`),
  };
}

export function written(body: string): Exchange {
  const result = '<DomainDNSSetHostsResult Domain="example.co.uk" IsSuccess="true" />';
  return { request: `POST ${base}dns.setHosts`, body, answer: answer(result) };
}

export function play(exchanges: readonly Exchange[]) {
  return { provider: 'namecheap', options, zone: 'example.co.uk', exchanges: [info, ...exchanges] };
}
