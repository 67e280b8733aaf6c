import { isFailure, recordId } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  type Call,
  type FakeRecord,
  itemForm,
  jsonAnswer,
  routedFake,
} from '../../../core/testing/fakes/index.js';
import type { SentRequest } from '../../../core/testing/wire.js';

const shown = itemForm({
  form: { fields: { content: 'value' }, names: 'full', hasIds: false, priority: { MX: 'priority' } },
});
/** Names of fields are taken in any letters. */
const sent = itemForm({
  form: {
    fields: { name: 'fullrecordname', content: 'value' },
    names: 'full',
    hasIds: false,
    priority: { MX: 'priority' },
  },
});
const failure = (code: number, message: string) => jsonAnswer({ transactid: 't', status: 'FAILURE', message, code });
const success = { transactid: 't', status: 'SUCCESS' };
const common = ['apikey', 'password', 'responseformat'];

/** In the address, in the body, or some here and some there. */
function given({ url, body }: SentRequest): Readonly<Record<string, string>> {
  const all = [...url.searchParams, ...new URLSearchParams(body)];
  return Object.fromEntries(all.map(([name, value]) => [name.toLowerCase(), value]));
}

function fieldsOf({ request }: Call, known: readonly string[]): Record<string, string> {
  const fields = given(request);
  allowOnly(fields, [...common, ...known.map((name) => name.toLowerCase())]);
  if (fields.responseformat?.toLowerCase() !== 'json') throw new Error('only JSON is understood here');
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !common.includes(name)));
}

function listDomains(call: Call) {
  const { searchtermfilter = '' } = fieldsOf(call, ['searchTermFilter', 'CompactList']);
  const domain = call.account.zones.map(({ name }) => name).filter((name) => name.includes(searchtermfilter));
  return { ...success, domaincount: domain.length, domain };
}

function listRecords(call: Call) {
  const { filtertype } = fieldsOf(call, ['Domain', 'FilterType']);
  const records = call.zone.records
    .all()
    .filter(([, { type }]) => filtertype === undefined || type === filtertype)
    .map(([, record]) => shown.toItem(record, undefined, call.zone));
  return { ...success, total_records: records.length, records };
}

/** The one record that these fields tell. */
function find({ zone }: Call, fields: Record<string, string>): readonly [string, FakeRecord] | undefined {
  return zone.records.all().find(([, record]) => {
    const item = sent.toItem(record, undefined, zone);
    return Object.entries(fields).every(([name, value]) => String(item[name]) === value);
  });
}

const credentials = 'ApiKey=opaque-key&Password=opaque-password&ResponseFormat=json';
const called = (request: string, fields: string) => `${request}?${credentials}&${fields}`;
const look = called('GET /Domain/List', 'searchTermFilter=example.com');
const idOf = (content: string) => recordId({ type: 'TXT', name: 'a', content });

describeProvider('internetbs', {
  refusals: [
    [200, { status: 'FAILURE', message: 'The record already exists' }, 'RECORD_EXISTS'],
    [200, { status: 'FAILURE', message: 'Too many requests' }, 'RATE_LIMITED'],
  ],
  options: { key: 'opaque-key', password: 'opaque-password' },
  fake: routedFake({
    base: 'https://api.internet.bs',
    credentials(request) {
      const { apikey, password } = given(request);
      return apikey === 'opaque-key' && password === 'opaque-password';
    },
    routes: {
      'GET /Domain/List': listDomains,
      'POST /Domain/List': listDomains,
      'GET /Domain/DnsRecord/List': listRecords,
      'POST /Domain/DnsRecord/List': listRecords,
      'POST /Domain/DnsRecord/Add': (call) => {
        call.zone.records.insert(
          sent.fromItem(fieldsOf(call, ['FullRecordName', 'Type', 'Value', 'Ttl', 'Priority']), call.zone),
        );
        return success;
      },
      'POST /Domain/DnsRecord/Update': (call) => {
        const known = 'FullRecordName Type CurrentValue CurrentPriority NewValue NewTtl NewPriority'.split(' ');
        const { currentvalue, currentpriority, newvalue = '', newttl, newpriority, ...fields } = fieldsOf(call, known);
        const priority = currentpriority === undefined ? {} : { priority: currentpriority };
        const found = find(call, { ...fields, value: currentvalue ?? '', ...priority });
        if (found === undefined) return failure(100004, 'The record does not exist');
        const content = newpriority === undefined ? newvalue : `${newpriority} ${newvalue}`;
        call.zone.records.replace(found[0], { ...found[1], content, ttl: Number(newttl) });
        return success;
      },
      'POST /Domain/DnsRecord/Remove': (call) => {
        const { ttl: _any, ...fields } = fieldsOf(call, ['FullRecordName', 'Type', 'Value', 'Ttl', 'Priority']);
        // Without it, the usual one is meant.
        const found = find(call, { ...(fields.type === 'MX' && { priority: '10' }), ...fields });
        if (found === undefined) return failure(100004, 'The record does not exist');
        call.zone.records.remove(found[0]);
        return success;
      },
    },
  }),
  cases: {
    'changes a value in place': {
      given: ['a TXT one'],
      updates: [idOf('one'), 'a 60 TXT two'],
      sends: [
        look,
        called(
          'POST /Domain/DnsRecord/Update',
          'FullRecordName=a.example.com&Type=TXT&CurrentValue=one&NewValue=two&NewTtl=60',
        ),
      ],
    },
    'makes a record of another name before the old one goes': {
      given: ['a TXT one'],
      updates: [idOf('one'), 'b 3600 TXT one'],
      sends: [
        look,
        called('POST /Domain/DnsRecord/Add', 'FullRecordName=b.example.com&Type=TXT&Value=one&Ttl=3600'),
        called('POST /Domain/DnsRecord/Remove', 'FullRecordName=a.example.com&Type=TXT&Value=one'),
      ],
    },
    'says that a key was refused': {
      asks: [
        {
          request:
            'GET https://api.internet.bs/Domain/List?ApiKey=opaque-key&Password=opaque-password&ResponseFormat=json&searchTermFilter=example.com',
          answer: {
            transactid: 't',
            status: 'FAILURE',
            message: 'The api key and/or password are invalid',
            code: 107002,
          },
        },
      ],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION'),
    },
  },
});
