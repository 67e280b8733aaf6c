import { parseXml } from '../../../core/http/xml.js';
import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import type { FakeApi } from '../../../core/testing/fake-api.js';
import { createAccount } from '../../../core/testing/fakes/account.js';
import type { GivenAnswer, SentRequest } from '../../../core/testing/wire.js';

type Fields = Readonly<Record<string, string | number>>;
type Params = Readonly<Record<string, string | number | Fields>>;
type Texts = Readonly<Record<'#text', string>>;

const token = '593959ca04f0de9689b586c6a647d15d';
const open =
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="urn:kas" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:ns2="http://xml.apache.org/xml-soap" xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"><SOAP-ENV:Body>';
const close = '</SOAP-ENV:Body></SOAP-ENV:Envelope>';

function xml(body: string): GivenAnswer {
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: `${open}${body}${close}` };
}

function fault(words: string, detail = ''): GivenAnswer {
  return xml(
    `<SOAP-ENV:Fault><faultcode>SOAP-ENV:Server</faultcode><faultstring>${words}</faultstring><faultactor>KasApi</faultactor><detail>${detail}</detail></SOAP-ENV:Fault>`,
  );
}

function encode(value: unknown): string {
  if (Array.isArray(value))
    return `<value SOAP-ENC:arrayType="ns2:Map[${value.length}]" xsi:type="SOAP-ENC:Array">${value.map((item) => `<item xsi:type="ns2:Map">${items(item)}</item>`).join('')}</value>`;
  if (value === null) return '<value xsi:nil="true"/>';
  if (typeof value === 'object') return `<value xsi:type="ns2:Map">${items(value)}</value>`;
  const text = String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return `<value xsi:type="xsd:${typeof value === 'number' ? 'float' : 'string'}">${text}</value>`;
}

function items(map: unknown): string {
  return Object.entries(map as object)
    .map(([key, value]) => `<item><key xsi:type="xsd:string">${key}</key>${encode(value)}</item>`)
    .join('');
}

function done(ReturnInfo: unknown): GivenAnswer {
  const map = { Request: { KasRequestTime: 1 }, Response: { KasFloodDelay: 0, ReturnString: 'TRUE', ReturnInfo } };
  return xml(`<ns1:KasApiResponse><return xsi:type="ns2:Map">${items(map)}</return></ns1:KasApiResponse>`);
}

function paramsOf({ body }: SentRequest, operation: string): Params {
  const { Envelope } = parseXml(body) as { Envelope: { Body: Record<string, { Params: string | Texts }> } };
  const params = Envelope.Body[operation]?.Params ?? '';
  return JSON.parse(typeof params === 'string' ? params : params['#text']) as Params;
}

/** Where the description of the service says that it is. */
function wsdl(url: URL): GivenAnswer {
  const place = `https://kasapi.kasserver.com/soap/${/Kas(Auth|Api)/.exec(url.pathname)?.[0]}.php`;
  return { status: 200, headers: {}, body: `<port>\n<soap:address location='${place}'/>\n</port>` };
}

/** https://kasapi.kasserver.com/dokumentation/phpdoc/index.html */
function createFake(): FakeApi {
  const account = createAccount();
  const own = account.zone('name', 'example.com');
  if (own === undefined) throw new Error('no zone');
  const { records } = own;

  function act(action: unknown, { zone_host: host, record_id, ...fields }: Fields): GivenAnswer {
    if (action === 'get_domains')
      return done(account.zones.map(({ name }) => ({ domain_name: name, domain_path: '/' })));
    const zone = host === undefined ? undefined : account.zone('name', String(host).replace(/\.$/, ''));
    if (host !== undefined && zone === undefined) return fault('zone_not_found', String(host));
    const { record_type: type, record_name: name, record_data: data, record_aux: aux, ...others } = fields;
    if (Object.keys(others).length > 0) return fault('unknown_parameter');
    const old = records.get(String(record_id));
    const kind = String(type ?? old?.type);
    if (Number(aux ?? 0) !== 0 && !/^(MX|SRV)$/.test(kind)) return fault('record_aux_syntax_incorrect');
    // Without its final dot a host lies in the zone.
    const isHost = /^(CNAME|MX|NS|SRV)$/.test(kind);
    const own = String(data);
    const text = !isHost ? own : own.endsWith('.') ? own.slice(0, -1) : `${own}.example.com`;
    const content = /^(MX|SRV)$/.test(kind) ? `${aux} ${text}` : text;
    const record = { type: kind, name: name === '' ? '@' : String(name), content, ttl: 3600 };
    if (action === 'get_dns_settings') return done(records.all().map(([id, item]) => shown(id, item)));
    if (action === 'add_dns_settings') {
      const isThere = records
        .all()
        .some(([, item]) => JSON.stringify({ ...item, ttl: 3600 }) === JSON.stringify(record));
      return isThere ? fault('record_already_exists') : done(records.insert(record));
    }
    if (action === 'update_dns_settings')
      return records.replace(String(record_id), record) ? done('TRUE') : fault('record_id_not_found');
    if (action === 'delete_dns_settings')
      return records.remove(String(record_id)) ? done(null) : fault('record_id_not_found');
    return fault('unknown_action');
  }

  return {
    answer(request) {
      if (request.url.pathname.endsWith('.wsdl')) return wsdl(request.url);
      // The service does not look at the name space of what is called.
      if (!request.body.includes('"http://schemas.xmlsoap.org/soap/envelope/"')) return fault('VersionMismatch');
      if (request.url.href === 'https://kasapi.kasserver.com/soap/KasAuth.php') {
        const { kas_login, kas_auth_type, kas_auth_data } = paramsOf(request, 'KasAuth');
        const isKnown = kas_login === 'w0123456' && kas_auth_type === 'plain' && kas_auth_data === 'opaque-password';
        if (!isKnown) return fault('kas_password_incorrect');
        return xml(`<ns1:KasAuthResponse><return xsi:type="xsd:string">${token}</return></ns1:KasAuthResponse>`);
      }
      const { kas_login, kas_auth_type, kas_auth_data, kas_action, KasRequestParams } = paramsOf(request, 'KasApi');
      if (kas_login !== 'w0123456' || kas_auth_type !== 'session' || kas_auth_data !== token)
        return fault('kas_auth_data_incorrect');
      return act(kas_action, (KasRequestParams ?? {}) as Fields);
    },
    records: () => records.all().map(([, record]) => record),
    add: (record) => void records.insert(record),
  };
}

function shown(id: string, { type, name, content }: { type: string; name: string; content: string }): object {
  const [, aux = '0', host = ''] = /^(MX|SRV)$/.test(type) ? (/^(\d+) (.+)$/.exec(content) ?? []) : [];
  return {
    record_zone: 'example.com',
    record_name: name === '@' ? '' : name,
    record_type: type,
    record_data: host !== '' ? `${host}.` : /^(CNAME|NS)$/.test(type) ? `${content}.` : content,
    record_aux: aux,
    record_id: id,
    record_changeable: 'Y',
  };
}

describeProvider('allinkl', {
  refusals: [
    [200, fault('flood_protection').body, 'RATE_LIMITED'],
    [200, fault('record_already_exists').body, 'RECORD_EXISTS'],
    [500, fault('unknown_action').body, 'API'],
  ],
  keepsType: true,
  exceptions: {
    'gives a record the TTL that it was asked for': 'Records have no TTL of their own.',
  },
  options: { login: 'w0123456', password: 'opaque-password' },
  isRead: ({ body }) => body.includes('get_dns_settings'),
  fake: createFake,
  cases: {
    'says that the password was refused': {
      options: { login: 'w0123456', password: 'wrong-password' },
      asks: [
        {
          request: 'POST https://kasapi.kasserver.com/soap/KasAuth.php',
          headers: { soapaction: '"urn:xmethodsKasApiAuthentication#KasAuth"' },
          body: '<?xml version="1.0" encoding="UTF-8"?><Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><KasAuth xmlns="https://kasserver.com/"><Params>{&quot;kas_login&quot;:&quot;w0123456&quot;,&quot;kas_auth_type&quot;:&quot;plain&quot;,&quot;kas_auth_data&quot;:&quot;wrong-password&quot;,&quot;session_lifetime&quot;:600,&quot;session_update_lifetime&quot;:&quot;Y&quot;}</Params></KasAuth></Body></Envelope>',
          answer: fault('kas_password_incorrect').body,
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
  },
});
