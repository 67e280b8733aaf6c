import { splitPriority, withDot, withoutDot } from '../../../core/sdk/index.js';
import { type FakeApi, xmlAnswer } from '../../../core/testing/fake-api.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

type Host = Readonly<Record<string, string>>;

const fields: Readonly<Record<string, string>> = { HostName: 'Name', RecordType: 'Type' };

/** Namecheap: status 200 for everything; what is not given back at a write is gone; MX lives under EmailType MX only. */
export function createFakeNamecheap(): FakeApi {
  let hosts: readonly Host[] = [];
  let emailType = 'FWD';
  let made = 0;

  /** A host that is the same in all becomes no second one. */
  function insert(host: Host): void {
    const isSame = (other: Host) => ['Name', 'Type', 'Address', 'TTL'].every((field) => other[field] === host[field]);
    if (hosts.some(isSame)) return;
    made += 1;
    hosts = [...hosts, { HostId: String(made), MXPref: '10', IsActive: 'true', ...host }];
  }

  function write(form: URLSearchParams): string {
    const written = new Map<string, Record<string, string>>();
    for (const [key, value] of form) {
      const [, field = '', number = ''] = /^(\D+)(\d+)$/.exec(key) ?? [];
      if (number !== '') written.set(number, { ...written.get(number), [fields[field] ?? field]: value });
    }
    emailType = form.get('EmailType') ?? 'FWD';
    hosts = [];
    for (const host of written.values()) if (host.Type !== 'MX' || emailType === 'MX') insert(host);
    return respond('<DomainDNSSetHostsResult Domain="example.com" IsSuccess="true" />');
  }

  function answer({ url, body }: SentRequest): GivenAnswer {
    const form = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
    if (form.get('ApiKey') !== 'opaque') return xmlAnswer(refuse('1011102', 'API Key is invalid'));
    const command = form.get('Command')?.split('.').at(-1);
    if (command === 'getList')
      return xmlAnswer(respond('<DomainGetListResult><Domain Name="example.com" /></DomainGetListResult>'));
    const zone = form.get('DomainName') ?? `${form.get('SLD')}.${form.get('TLD')}`;
    if (zone !== 'example.com') return xmlAnswer(refuse('2030166', 'Domain is invalid'));
    if (command === 'setHosts') return xmlAnswer(write(form));
    if (command === 'getInfo') return xmlAnswer(respond('<DomainGetInfoResult IsOwner="true" />'));
    const list = hosts.map((host) => `<host ${attributes(host)} />`).join('');
    const result = `Domain="example.com" EmailType="${emailType}" IsUsingOurDNS="true"`;
    return xmlAnswer(respond(`<DomainDNSGetHostsResult ${result}>${list}</DomainDNSGetHostsResult>`));
  }

  return {
    answer,
    records: () =>
      hosts.map(({ Type = '', Name = '', Address = '', MXPref, TTL }) => {
        const content = /^(MX|CNAME)$/.test(Type) ? withoutDot(Address) : Address;
        return { type: Type, name: Name, content: Type === 'MX' ? `${MXPref} ${content}` : content, ttl: Number(TTL) };
      }),
    add(record) {
      const { content, priority = 10 } = splitPriority(record);
      if (record.type === 'MX') emailType = 'MX';
      const data = /^(MX|CNAME)$/.test(record.type) ? withDot(content) : content;
      const common = { Name: record.name, Type: record.type, Address: data };
      insert({ ...common, MXPref: String(priority), TTL: String(record.ttl) });
    },
  };
}

function attributes(host: Host): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return Object.entries(host)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(' ');
}

function respond(result: string): string {
  const names = 'xmlns="http://api.namecheap.com/xml.response"';
  return `<ApiResponse Status="OK" ${names}><Errors /><CommandResponse>${result}</CommandResponse></ApiResponse>`;
}

function refuse(number: string, words: string): string {
  return `<ApiResponse Status="ERROR"><Errors><Error Number="${number}">${words}</Error></Errors></ApiResponse>`;
}
