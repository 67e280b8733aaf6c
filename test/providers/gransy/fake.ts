import { parseXml } from '../../../core/http/xml.js';
import { hostOrEmpty, splitPriority } from '../../../core/sdk/index.js';
import { type FakeApi, xmlAnswer } from '../../../core/testing/fake-api.js';
import { createFakeItems } from '../../../core/testing/fake-items.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

interface Item {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly prio: string;
  readonly ttl: string;
}

type Fields = Readonly<Record<string, string>>;
type Envelope = { Envelope: { Body: Record<string, Fields & { readonly record?: Fields }> } };

const namespaces = ['http://schemas.xmlsoap.org/soap/envelope/', 'http://subreg.cz/types'];

/** Subreg's SOAP API: a session, status 200 for everything, records by id, duplicates taken. */
export function createFakeGransy(): FakeApi {
  const items = createFakeItems<Item>();

  function zone(): string {
    const list = items
      .all()
      .map(([id, item]) => `<records>${elements({ id, ...item })}</records>`)
      .join('');
    return done(`<domain>example.com</domain>${list}`);
  }

  function write(command: string, { id = '', ...fields }: Fields): string {
    const given = { name: '', type: '', content: '', prio: '0', ttl: '3600', ...items.get(id), ...fields };
    if (command === 'Add_DNS_Record') return done(`<record_id>${items.insert(given)}</record_id>`);
    if (items.get(id) === undefined) return failed('Record not found', '501');
    else if (command === 'Modify_DNS_Record') items.replace(id, given);
    else items.remove(id);
    return done('');
  }

  function run(command: string, { ssid, domain, login, password, record = {} }: Envelope['Envelope']['Body'][string]) {
    if (command === 'Login') {
      return login === 'me' && password === 'secret' ? done('<ssid>s</ssid>') : failed('Bad password', '500');
    }
    if (ssid !== 's') return failed('You are not logged in', '500');
    if (command === 'Domains_List') return done('<count>1</count><domains><name>example.com</name></domains>');
    if (domain !== 'example.com') return failed('Domain not found', '501');
    return command === 'Get_DNS_Zone' ? zone() : write(command, record);
  }

  function answer({ body, url }: SentRequest): GivenAnswer {
    if (url.hostname === 'soap.subreg.cz') return answerWithMaps(body);
    if (!namespaces.every((name) => body.includes(`="${name}"`))) return { status: 500, headers: {}, body: '' };
    const [[command, fields] = ['', {}]] = Object.entries((parseXml(body) as Envelope).Envelope.Body);
    const content = `<n:${command}_Container><response>${run(command, fields)}</response></n:${command}_Container>`;
    const names = 'xmlns:S="http://schemas.xmlsoap.org/soap/envelope/" xmlns:n="http://subreg.cz/types"';
    return xmlAnswer(`<S:Envelope ${names}><S:Body>${content}</S:Body></S:Envelope>`);
  }

  /** The same commands in the older form: fields within `data`, and answers as lists of keys and values. */
  function answerWithMaps(body: string): GivenAnswer {
    const { Body } = (parseXml(body) as { Envelope: { Body: Record<string, { readonly data: Fields }> } }).Envelope;
    const [[command, { data }] = ['', { data: {} }]] = Object.entries(Body);
    const { response } = parseXml(`<response>${run(command, data)}</response>`) as { readonly response: object };
    const answered = `<S:Envelope xmlns:S="${namespaces[0]}"><S:Body><return>${toMap(response)}</return></S:Body></S:Envelope>`;
    return xmlAnswer(answered);
  }

  return {
    answer,
    records: () =>
      items.all().map(([, { type, name, content, prio, ttl }]) => ({
        type,
        name: name || '@',
        content: /^(MX|SRV)$/.test(type) ? `${prio} ${content}` : content,
        ttl: Number(ttl),
      })),
    add(record) {
      const { content, priority = 0 } = splitPriority(record);
      const { type, ttl } = record;
      items.insert({ name: hostOrEmpty(record.name), type, content, prio: String(priority), ttl: String(ttl) });
    },
  };
}

function done(data: string): string {
  return `<status>ok</status><data>${data}</data>`;
}

function failed(words: string, major: string): string {
  const code = `<errorcode><major>${major}</major><minor>1001</minor></errorcode>`;
  return `<status>error</status><error><errormsg>${words}</errormsg>${code}</error>`;
}

function elements(fields: Fields): string {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return Object.entries(fields)
    .map(([name, value]) => `<${name}>${escaped(value)}</${name}>`)
    .join('');
}

function toMap(content: unknown): string {
  if (typeof content !== 'object' || content === null) return String(content ?? '');
  const items = Object.entries(content).map(([key, value]) => [`<key>${key}</key>`, `<value>${toMap(value)}</value>`]);
  return items.map(([key, value]) => `<item>${key}${value}</item>`).join('');
}
