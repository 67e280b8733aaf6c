import { createHmac } from 'node:crypto';
import {
  type Call,
  describeProvider,
  itemForm,
  refuse,
  removeRecord,
  restFake,
  type SentRequest,
} from '../../../core/testing/index.js';

type Items = readonly Readonly<Record<string, unknown>>[];
const fields = { type: 'record_type', name: 'sub_host', content: 'record_value1', ttl: 'none' };
const form = itemForm({ form: { fields, priority: { MX: 'record_value2' }, hasIds: false } });
const refusal = (code: number, description: string) => ({ code, message: 'Refused', error: { description } });
const done = { code: 200, message: 'Success' };
const text = { record_type: 'TXT', record_value1: 'one' };
const at = '/example.com/records';
const read = `GET ${at}`;

function isSigned({ url, headers, body }: SentRequest): boolean {
  const signed = ['opaque-key', url.pathname, '', body].join('\n');
  const signature = createHmac('sha256', 'opaque-secret').update(signed).digest('base64');
  return headers.authorization === 'Bearer opaque-key' && headers['x-signature'] === signature;
}

function show({ zone }: Call): object {
  const items = zone.records.all().map(([, record]) => {
    const { none: _ttl, ...item } = form.toItem(record, undefined, zone);
    return { ...item, record_type: record.type.toLowerCase(), sub_host: record.name };
  });
  const dns_main_list = items.filter((item) => item.sub_host === '@').map((item) => ({ ...item, sub_host: undefined }));
  const dns_sub_list = items.filter((item) => item.sub_host !== '@');
  return { ...done, data: { glue_info: { glue_type: 'DNS', ttl: '300', dns_main_list, dns_sub_list } } };
}

function change({ body, zone, request: { method } }: Call): object {
  const { dns_main_list: main = [], dns_sub_list: sub = [], ...others } = body as Record<string, Items>;
  const wanted = method === 'POST' ? '{"ttl":300,"add_dns_to_current_setting":true}' : '{}';
  if (JSON.stringify(others) !== wanted) refuse(400, refusal(400, 'Bad parameters'));
  for (const item of [...main.map((one) => ({ ...one, sub_host: '@' })), ...sub]) {
    const record = form.fromItem(item, zone);
    if (method === 'POST') zone.records.insert(record);
    else removeRecord(zone, record);
  }
  return done;
}

describeProvider('dynadot', {
  options: { apiKey: 'opaque-key', apiSecret: 'opaque-secret' },
  exceptions: { 'gives a record the TTL that it was asked for': 'A domain has one TTL.' },
  fake: restFake({
    base: 'https://api.dynadot.com/restful/v2/domains',
    credentials: isSigned,
    refused: [200, refusal(400, 'This command requires X-Signature')],
    missing: [404, refusal(404, 'Can not find the domain in the account.')],
    routes: { 'GET /{domain}/records': show, 'POST /{domain}/records': change, 'DELETE /{domain}/records': change },
  }),
  refusals: [
    [401, { code: 401, message: 'Unauthorized' }, ['AUTHENTICATION', /Unauthorized/]],
    [403, refusal(403, 'The request is not allowed from the current IP address.'), 'AUTHENTICATION'],
    [403, refusal(403, 'The domain doesn’t have main dns.'), ['API', /main dns/]],
    [429, refusal(429, 'The Dns Settings reached the upper limit.'), ['API', /upper limit/]],
    [200, { ...done, data: { glue_info: { glue_type: 'name_servers' } } }, 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'adds to what is there, with the TTL of the domain, and removes by the value': {
      given: ['@ MX 10 mail.example.net', '@ TXT other'],
      creates: ['a 60 TXT one', '@ 60 TXT one'],
      removes: '@ TXT one',
      lists: { type: 'MX' },
      gives: ['MX/@/MTAgbWFpbC5leGFtcGxlLm5ldA example.com 300 MX 10 mail.example.net'],
      sends: [
        ...[read, read, read, read],
        [
          `POST ${at}`,
          {
            dns_main_list: [text],
            dns_sub_list: [{ sub_host: 'a', ...text }],
            ttl: 300,
            add_dns_to_current_setting: true,
          },
        ],
        ...[read, [`DELETE ${at}`, { dns_main_list: [text] }] as const, read],
      ],
      leaves: ['@ MX 10 mail.example.net', '@ TXT other', 'a TXT one'],
    },
  },
});
