import { createHash } from 'node:crypto';
import { recordId } from '../../../core/sdk/index.js';
import {
  asObject,
  type Call,
  describeProvider,
  recordHandlers,
  routedFake,
  type SentRequest,
} from '../../../core/testing/index.js';

// Of the documentation; with them, `Action=DescribeUHostInstance`, `Limit=10` and `Region=cn-bj2` give cba5cf5e….
const publicKey = 'ucloudsomeone@example.com1296235120854146120';
const privateKey = '46f09bb9fab4f12dfc160dae12273d5332b5debe';
const common = ['Action', 'Dn', 'PublicKey', 'Signature'];
const refusal = (RetCode: number, Message: string) => [200, { RetCode, Message }] as const;
const textsOf = ({ body }: Call) => asObject(body) as Readonly<Record<string, string>>;

function isSigned({ body }: SentRequest): boolean {
  const { Signature, ...fields } = Object.fromEntries(new URLSearchParams(body));
  const names = Object.keys(fields).sort();
  const text = `${names.map((name) => `${name}${fields[name]}`).join('')}${privateKey}`;
  return fields.PublicKey === publicKey && Signature === createHash('sha1').update(text).digest('hex');
}

const { list, add } = recordHandlers({
  form: {
    fields: { type: 'DnsType', name: 'RecordName', content: 'Content', ttl: 'TTL' },
    hasIds: false,
    names: 'full',
    priority: { MX: 'Prio' },
  },
  asked: textsOf,
  ignores: common,
  sent: (call) => Object.fromEntries(Object.entries(textsOf(call)).filter(([name]) => !common.includes(name))),
  show: (item) => ({ Prio: '-', ...item, TTL: String(item.TTL) }),
  wrap: ({ items }) => ({
    Action: 'UdnrDomainDNSQueryResponse',
    RetCode: 0,
    Data: [{ DnsType: 'NS', RecordName: 'example.com', Content: 'ns.example.net', Prio: '-', TTL: '600' }, ...items],
  }),
  done: () => ({ RetCode: 0, Data: '' }),
});

function fullNameOf(name: string): string {
  return name === '@' ? 'example.com' : `${name}.example.com`;
}

/** Priorities are not told, so that it may be more than one. */
function drop(call: Call) {
  const { DnsType, RecordName, Content } = textsOf(call);
  const found = call.zone.records
    .all()
    .filter(([, { type, name }]) => type === DnsType && fullNameOf(name) === RecordName)
    .filter(([, { type, content }]) => content.replace(type === 'MX' ? /^\d+ / : '', '') === Content);
  const isAlone = call.zone.records.all().length === found.length;
  if (found.length === 0 || Content === 'kept' || (Content === 'needed' && isAlone)) return refusal(5000, 'failed');
  for (const [id] of found) call.zone.records.remove(id);
  return { RetCode: 0, Data: {} };
}

describeProvider('ucloud', {
  options: { publicKey, privateKey },
  isRead: ({ body }) => /Action=UdnrDomainDNSQuery/.test(body ?? ''),
  exceptions: { 'tells records apart that differ in their priority alone': 'a removal names no priority' },
  fake: routedFake({
    base: 'https://api.ucloud.cn',
    credentials: isSigned,
    refused: refusal(171, 'Signature VerifyAC Error'),
    missing: refusal(5001, 'no such domain'),
    command: (call) => textsOf(call).Action ?? '',
    zoneOf: (call) => ({ name: textsOf(call).Dn }),
    routes: { UdnrDomainDNSQuery: list, UdnrDomainDNSAdd: add, UdnrDeleteDnsRecord: drop },
  }),
  refusals: [
    [200, { RetCode: 0, Data: [] }, 'ZONE_NOT_FOUND'],
    [200, { RetCode: 0 }, 'ZONE_NOT_FOUND'],
  ],
  cases: {
    'names no priority where it removes': {
      given: ['@ MX 10 mail.example.org', '@ TXT one'],
      removes: '@ MX 10 mail.example.org',
      leaves: ['@ TXT one'],
    },
    'removes first where nothing but the priority changes': {
      given: ['@ MX 10 mail.example.org'],
      updates: [recordId({ type: 'MX', name: '@', content: '10 mail.example.org' }), '@ 600 MX 20 mail.example.org'],
      leaves: ['@ MX 20 mail.example.org'],
    },
    'adds before it removes': {
      given: ['a TXT needed'],
      updates: [recordId({ type: 'TXT', name: 'a', content: 'needed' }), 'a 600 TXT two'],
      leaves: ['a TXT two'],
    },
    'tells of a removal that was refused': {
      given: ['a TXT kept'],
      removes: 'a TXT kept',
      fails: 'API',
    },
  },
});
