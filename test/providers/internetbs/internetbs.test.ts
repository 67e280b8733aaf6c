import { isFailure, recordId } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  allowOnly,
  type Call,
  every,
  type FakeRecord,
  itemForm,
  jsonAnswer,
  query,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const shown = itemForm({
  form: { fields: { content: 'value' }, names: 'full', hasIds: false, priority: { MX: 'priority' } },
});
const sent = itemForm({
  form: {
    fields: { name: 'FullRecordName', type: 'Type', content: 'Value', ttl: 'Ttl' },
    names: 'full',
    hasIds: false,
    priority: { MX: 'Priority' },
  },
});
const failure = (code: number, message: string) => jsonAnswer({ transactid: 't', status: 'FAILURE', message, code });
const success = { transactid: 't', status: 'SUCCESS' };
const common = ['ApiKey', 'Password', 'ResponseFormat'];

function fieldsOf(call: Call, known: readonly string[]): Record<string, string> {
  allowOnly(call.query, [...common, ...known]);
  if (call.query.ResponseFormat !== 'json') throw new Error('only JSON is understood here');
  return Object.fromEntries(Object.entries(call.query).filter(([name]) => !common.includes(name)));
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
    credentials: every(query('ApiKey', 'opaque-key'), query('Password', 'opaque-password')),
    routes: {
      'GET /Domain/List': (call) => {
        const { searchTermFilter = '' } = fieldsOf(call, ['searchTermFilter']);
        const domain = call.account.zones.map(({ name }) => name).filter((name) => name.includes(searchTermFilter));
        return { ...success, domaincount: domain.length, domain };
      },
      'GET /Domain/DnsRecord/List': (call) => {
        const { FilterType } = fieldsOf(call, ['Domain', 'FilterType']);
        const records = call.zone.records
          .all()
          .filter(([, { type }]) => FilterType === undefined || type === FilterType)
          .map(([, record]) => shown.toItem(record, undefined, call.zone));
        return { ...success, total_records: records.length, records };
      },
      'POST /Domain/DnsRecord/Add': (call) => {
        call.zone.records.insert(
          sent.fromItem(fieldsOf(call, ['FullRecordName', 'Type', 'Value', 'Ttl', 'Priority']), call.zone),
        );
        return success;
      },
      'POST /Domain/DnsRecord/Update': (call) => {
        const known = 'FullRecordName Type CurrentValue CurrentPriority NewValue NewTtl NewPriority'.split(' ');
        const {
          CurrentValue = '',
          CurrentPriority,
          NewValue = '',
          NewTtl,
          NewPriority,
          ...fields
        } = fieldsOf(call, known);
        const found = find(call, {
          ...fields,
          Value: CurrentValue,
          ...(CurrentPriority && { Priority: CurrentPriority }),
        });
        if (found === undefined) return failure(100004, 'The record does not exist');
        const content = NewPriority === undefined ? NewValue : `${NewPriority} ${NewValue}`;
        call.zone.records.replace(found[0], { ...found[1], content, ttl: Number(NewTtl) });
        return success;
      },
      'POST /Domain/DnsRecord/Remove': (call) => {
        const fields = fieldsOf(call, ['FullRecordName', 'Type', 'Value', 'Priority']);
        // Without it, the usual one is meant.
        const found = find(call, { ...(fields.Type === 'MX' && { Priority: '10' }), ...fields });
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
