import assert from 'node:assert/strict';
import { isFailure } from '../../core/sdk/index.js';
import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const key = 'opaque-key';

const autodns = 'https://api.autodns.com/v1';
const autodnsSearch = { filters: [{ key: 'name', value: 'example.com', operator: 'EQUAL' }] };
const autodnsFound = {
  request: 'POST /zone/_search',
  body: autodnsSearch,
  answer: { data: [{ origin: 'example.com', virtualNameServer: 'ns' }] },
};
const autodnsItem = { name: 'a', type: 'TXT', value: 'one', ttl: 60 };
const autodnsZone = { request: 'GET /zone/example.com/ns', answer: { data: [{ resourceRecords: [autodnsItem] }] } };
const autodnsRefused = {
  stid: '1',
  status: { code: 'EF00000', text: 'Authentication failed.', type: 'ERROR' },
  data: [],
};

const switchedOff = { content: 'off', is_disabled: true };
const hostingerSet = { name: 'a', type: 'TXT', ttl: 300, records: [{ content: 'one' }, switchedOff] };
const hostingerRead = { request: 'GET /example.com', answer: [hostingerSet] };
const hostingerPut = (overwrite: boolean, ttl: number, ...records: readonly object[]) => ({
  request: 'PUT /example.com',
  body: { overwrite, zone: [{ ...hostingerSet, ttl, records }] },
  answer: { message: 'Request accepted' },
});

const sitehostLogin = `apikey=${key}&client_id=4`;
const sitehostAnswer = (data: object) => ({ msg: 'Successful', return: [data], status: true });
const sitehostZone = {
  request: 'POST /search_domains.json',
  body: `${sitehostLogin}&query[domain]=example.com`,
  answer: sitehostAnswer({ name: 'example.com' }),
};
const sitehostRead = {
  request: `GET /list_records.json?${sitehostLogin}&domain=example.com`,
  answer: sitehostAnswer({ id: '1', name: 'a.example.com', type: 'TXT', content: 'one' }),
};
const sitehostRefused = {
  request: 'POST /delete_record.json',
  body: `${sitehostLogin}&domain=example.com&record_id=1`,
  answer: { msg: 'Not now.', status: false },
};

const vercelZone = { request: 'GET /v5/domains/example.com', answer: {} };
const vercelItems = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id: `${count}.${id}`, type: 'TXT', name: 'a', value: `${id}` }));

const yandexZone = { request: 'GET /list?domain=example.com', answer: { records: [] } };
const sip = { record_id: 1, type: 'SRV', subdomain: '_sip._tcp', priority: 20, ttl: 600 };

const valueZone = { request: 'GET /domains', answer: { results: [{ domainname: 'example.com' }] } };
const valueLines = {
  request: 'GET /domains/example.com/dns',
  answer: {
    results: { ns_type: 'valuedomain1', records: 'TXT A one.\r\n \n# x\ncname www b.example.net.', ttl: 60 },
  },
};

/** What services answer, but not their fakes, and what comes of it. */
const rows: Readonly<Record<string, CasesTest>> = {
  autodns: {
    base: autodns,
    options: { apiUser: 'me', apiPassword: 'opaque-password', endpoint: autodns, context: '4' },
    cases: {
      'removes what it has just read, with its TTL': {
        asks: [
          autodnsFound,
          autodnsZone,
          { request: 'POST /zone/example.com/_stream', body: { adds: [], rems: [autodnsItem] }, answer: {} },
        ],
        removes: ['a TXT one', 'a TXT two'],
      },
      'asks for no change where the record is gone': {
        asks: [autodnsFound, autodnsZone],
        does: (service) => service.remove('TXT/a/dHdv', {}),
      },
      'tells of a refusal by its code and its words': {
        asks: [{ ...autodnsFound, status: 401, answer: autodnsRefused }],
        fails: ['AUTHENTICATION', /Authentication failed\. EF00000$/],
      },
    },
  },
  binarylane: {
    base: 'https://api.binarylane.com.au/v2',
    options: { apiToken: 'opaque-token' },
    cases: {
      'says no more than it is told': {
        asks: [{ request: 'GET /domains/example.com', status: 400, answer: { title: 'Bad request' } }],
        fails: ['API', /Bad request $/],
      },
    },
  },
  glesys: {
    base: 'https://api.glesys.com/domain',
    options: { username: 'cl12345', token: 'opaque-token' },
    cases: {
      'takes no change of a type for made': {
        asks: [
          { request: 'GET /list?format=json', answer: { response: { domains: [{ domainname: 'example.com' }] } } },
          {
            request: 'POST /updaterecord?format=json',
            body: { recordid: 1, host: 'a', type: 'CNAME', data: 'one.example.net', ttl: 60 },
            answer: { response: { record: { recordid: 1, host: 'a', type: 'TXT', data: 'one.example.net', ttl: 60 } } },
          },
        ],
        updates: ['1', 'a 60 CNAME one.example.net'],
        fails: ['UNSUPPORTED', /is a TXT record/],
      },
    },
  },
  hostinger: {
    base: 'https://developers.hostinger.com/api/dns/v1/zones',
    options: { apiToken: 'opaque-api-token' },
    cases: {
      'keeps values that are off where one goes': {
        removes: 'a TXT one',
        asks: [hostingerRead, hostingerRead, hostingerPut(true, 300, switchedOff)],
      },
      'keeps values that are off where one changes': {
        updates: [undefined, 'a 600 TXT new'],
        asks: [hostingerRead, hostingerRead, hostingerRead, hostingerPut(true, 600, { content: 'new' }, switchedOff)],
      },
      'adds a value beside those that are there, on or off': {
        creates: 'a TXT two',
        asks: [hostingerRead, hostingerRead, hostingerPut(false, 300, { content: 'two' })],
      },
    },
  },
  sitehost: {
    base: 'https://api.sitehost.nz/1.5/dns',
    options: { apiKey: key, clientId: '4' },
    cases: {
      'tells of a removal that was refused while the record is there': {
        asks: [sitehostZone, sitehostRead, sitehostRefused, sitehostRead],
        removes: 'a TXT one',
        fails: ['API', /Not now/],
      },
    },
  },
  timeweb: {
    base: 'https://api.timeweb.cloud/api/v1',
    options: { token: key },
    cases: {
      'looks in no other way for a domain that is not there': {
        asks: [{ request: 'GET /domains/example.com', status: 404, answer: { error_code: 'not_found' } }],
        fails: 'ZONE_NOT_FOUND',
      },
    },
  },
  valuedomain: {
    base: 'https://api.value-domain.com/v1',
    options: { token: key },
    cases: {
      'reads lines whatever their letters, and their ends': {
        asks: [valueZone, valueLines],
        does: async (service) => (await service.list({})).map(({ type, name, content }) => [type, name, content]),
        gives: [
          ['TXT', 'a.example.com', 'one.'],
          ['CNAME', 'www.example.com', 'b.example.net'],
        ],
      },
      'writes no blank lines, and the others as they stand': {
        asks: [
          ...[valueZone, valueLines],
          {
            request: 'PUT /domains/example.com/dns',
            body: {
              ...{ ns_type: 'valuedomain1', ttl: 60 },
              records: 'TXT A one.\n# x\ncname www b.example.net.\ntxt b two',
            },
            answer: {},
          },
        ],
        creates: 'b 60 TXT two',
      },
      'writes nothing where the line is there in other letters': {
        asks: [valueZone, valueLines],
        creates: 'a 60 TXT one.',
      },
      'refuses text that is no part of a line': {
        asks: [valueZone, valueLines, valueLines, valueLines, valueLines],
        async does(service) {
          for (const content of ['one\ntwo', ' one', 'one ', ''])
            await assert.rejects(service.create({ type: 'TXT', name: 'b', content, ttl: 60 }), (error) =>
              isFailure(error, 'UNSUPPORTED'),
            );
        },
      },
    },
  },
  vercel: {
    base: 'https://api.vercel.com',
    options: { token: key },
    cases: {
      'reads pages as long as they are full, whatever they name as the next one': {
        asks: [
          vercelZone,
          {
            request: 'GET /v4/domains/example.com/records',
            answer: { records: vercelItems(20), pagination: { next: 7 } },
          },
          {
            request: 'GET /v4/domains/example.com/records?until=7&limit=100',
            answer: { records: vercelItems(21), pagination: { next: 6 } },
          },
        ],
        does: async (service) => (await service.list({})).length,
        gives: 41,
      },
      'takes a list for whole that tells nothing of pages': {
        asks: [vercelZone, { request: 'GET /v4/domains/example.com/records', answer: { records: vercelItems(21) } }],
        does: async (service) => (await service.list({})).length,
        gives: 21,
      },
      'looks in no other way for a domain that is not there': {
        asks: [{ ...vercelZone, status: 404, answer: { error: { code: 'not_found' } } }],
        fails: 'ZONE_NOT_FOUND',
      },
    },
  },
  yandex: {
    base: 'https://pddimp.yandex.ru/api2/admin/dns',
    options: { token: key },
    cases: {
      'says that a record keeps its type': {
        asks: [
          yandexZone,
          {
            request: 'POST /edit?domain=example.com&record_id=1&type=CNAME&subdomain=a&content=b.example.net.',
            answer: { success: 'ok', record: { record_id: 1, type: 'TXT' } },
          },
        ],
        does: (service) => service.update('1', { type: 'CNAME', name: 'a', content: 'b.example.net' }),
        fails: 'UNSUPPORTED',
      },
      'lists a service with its priority': {
        asks: [yandexZone, { ...yandexZone, answer: { records: [{ ...sip, content: '5 5060 sip.example.net.' }] } }],
        lists: { type: 'SRV' },
        gives: ['1 _sip._tcp.example.com 600 SRV 20 5 5060 sip.example.net'],
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
