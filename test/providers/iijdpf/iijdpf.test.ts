import { relativeName } from '../../../core/sdk/index.js';
import { bearer, describeProvider, setFake, setForm, writeSet } from '../../../core/testing/index.js';

const setOf = { names: 'fqdn', fields: { type: 'rrtype', values: 'rdata' }, value: { field: 'value' } } as const;
const form = setForm(setOf);
const pages = { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 10_000 } as const;
const wrap = ({ items }: { readonly items: readonly object[] }) => ({ request_id: 'r', results: items });
const begun = [202, { request_id: 'j', jobs_url: 'https://api.dns-platform.jp/dpf/v1/jobs/j' }] as const;
const refusal = (attribute: string) => ({
  ...{ request_id: 'r', error_type: 'ParameterError', error_message: 'There are invalid parameters.' },
  error_details: [{ code: 'invalid', attribute }],
});
const zones = 'GET /zones?limit=10000&_keywords_name[]=example.com.';
const records = '/zones/71/records';
const list = `GET ${records}?limit=10000&_keywords_rrtype[]=TXT&_keywords_name[]=a.example.com.`;
const apply = [['PATCH /zones/71/changes', { description: 'ACME challenges' }], 'GET /jobs/j'] as const;
const item = { id: 'x', name: 'a.example.com.', rrtype: 'TXT', rdata: [{ value: '"one"' }] };

describeProvider('iijdpf', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: setFake({
    base: 'https://api.dns-platform.jp/dpf/v1',
    credentials: bearer('opaque-token'),
    refused: [400, refusal('access_token')],
    zones: {
      list: 'GET /zones',
      item: ({ id, name }) => ({ id, name: `${name}.`, service_code: `dpm${id}` }),
      ignores: ['_keywords_name[]', '_keywords_service_code[]'],
      ...{ wrap, pages },
    },
    sets: {
      list: 'GET /zones/{zone}/records',
      create: 'POST /zones/{zone}/records',
      change: 'PATCH /zones/{zone}/records/{type}~{name}',
      form: setOf,
      toSet: (set, zone) => ({ id: `${set.type}~${form.toName(set.name, zone)}`, state: 0, ...form.toSet(set, zone) }),
      wrapOne: () => begun[1],
      filters: { type: '_keywords_rrtype[]', name: '_keywords_name[]' },
      ...{ wrap, pages },
    },
    routes: {
      'DELETE /zones/{zone}/records/{type}~{name}': ({ zone, params: { type = '', name = '' } }) => {
        writeSet(zone, { type, name: relativeName(name, zone.name), ttl: 1, values: [] });
        return begun;
      },
      'PATCH /zones/{zone}/changes': () => begun,
      'GET /jobs/{id}': () => ({ request_id: 'j', status: 'SUCCESSFUL' }),
    },
  }),
  refusals: [[400, refusal('schema'), ['API', /parameters. schema/]]],
  cases: {
    'waits for the job that writes a set, and for that which applies it': {
      creates: 'a 60 TXT one',
      sends: [
        ...[zones, list],
        [`POST ${records}`, { name: 'a.example.com.', rrtype: 'TXT', ttl: 60, rdata: [{ value: '"one"' }] }],
        ...['GET /jobs/j', ...apply],
      ],
    },
    'adds a value to those of a name, whose TTL stays, and knows a job that failed': {
      given: ['a 300 TXT one'],
      creates: 'a 60 TXT two',
      answers: { 'GET /jobs/j': [200, { status: 'FAILED' }] },
      sends: [
        ...[zones, list],
        [`PATCH ${records}/TXT~a.example.com.`, { ttl: 300, rdata: [{ value: '"one"' }, { value: '"two"' }] }],
        'GET /jobs/j',
      ],
      fails: ['API', /FAILED/],
    },
    'knows that no job was begun': {
      given: ['a 300 TXT one'],
      removes: 'a TXT one',
      answers: { DELETE: [202, {}] },
      fails: 'RESPONSE',
    },
    'leaves out what is to be deleted, and takes the zone that was meant': {
      options: { apiToken: 'opaque-token', serviceCode: 'dpm71' },
      answers: {
        [`GET ${records}`]: [200, wrap({ items: [2, 3, 5].map((state) => ({ ...item, state, ttl: state })) })],
      },
      lists: {},
      sends: [`${zones}&_keywords_service_code[]=dpm71`, `GET ${records}?limit=10000`],
      gives: ['TXT/a/b25l a.example.com 3 TXT one'],
    },
  },
});
