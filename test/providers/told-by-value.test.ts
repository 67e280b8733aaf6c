import assert from 'node:assert/strict';
import { isFailure } from '../../core/sdk/index.js';
import { type CasesTest, describeCases } from '../../core/testing/describe-provider.js';

const hestiaCall = (cmd: string, args: readonly string[], answer?: object, more: object = {}) => ({
  request: 'POST /api/',
  body: {
    ...{ access_key: 'key', secret_key: 'opaque-secret', cmd },
    ...Object.fromEntries(['me', 'example.com', ...args].map((arg, at) => [`arg${at + 1}`, arg])),
  },
  ...(answer === undefined ? { status: 204 } : { answer }),
  answerHeaders: { 'hestia-exit-code': '0' },
  ...more,
});
/** The panel gives numbers anew, and text with blanks in quotes. */
const hestiaRecords = (...numbers: readonly string[]) => {
  const item = { RECORD: 'a', TYPE: 'TXT', PRIORITY: '', SUSPENDED: 'no', TTL: '60' };
  const items = numbers.map((ID) => [ID, { ...item, ID, VALUE: ID === numbers[0] ? '"v=one two"' : 'three' }]);
  return hestiaCall('v-list-dns-records', ['json'], Object.fromEntries(items));
};

const naneloZones = { request: 'GET /getzones', answer: { ok: true, result: { zones: ['example.com'] } } };
const naneloRecords = (type: string, value: string, priority: number | null = null) => ({
  request: 'GET /getrecords?domain=example.com',
  answer: { ok: true, result: { records: [{ name: 'a.example.com', type, value, ttl: 300, priority }] } },
});
const naneloChange = (what: string, type: string, value: string, more = '') => ({
  request: `POST /${what}record`,
  body: `domain=example.com&name=a&type=${type}&value=${value}${more}`,
  answer: { ok: true, result: { text: 'Done.' } },
});

const udrDone = '[RESPONSE]\r\ncode = 200\r\ndescription = Command completed successfully\r\n';
const udrCall = (command: string, more = '', answer = `${udrDone}EOF\r\n`) => ({
  request: 'POST /call.cgi?s_login=me&s_pw=opaque-password',
  body: `command=${command}&dnszone=example.com.${more}`,
  answer,
});
const udrRecords = udrCall(
  'QueryDNSZoneRRList',
  '',
  `${udrDone}property[rr][0] = a.example.com. 30 IN TXT one\r\nEOF\r\n`,
);
const udrRefusal = (code: number, description: string) =>
  udrCall('StatusDNSZone', '', `[RESPONSE]\r\ncode = ${code}\r\ndescription = ${description}\r\nEOF\r\n`);

/** Services that tell a record by what stands in it. */
const rows: Readonly<Record<string, CasesTest>> = {
  hestiacp: {
    base: 'https://panel.example.net:8083',
    options: { host: 'https://panel.example.net:8083/', access: 'key', secret: 'opaque-secret', user: 'me' },
    cases: {
      'removes by the number of the moment': {
        asks: [hestiaRecords('1', '2'), hestiaRecords('3', '1'), hestiaCall('v-delete-dns-record', ['3', 'yes'])],
        removes: 'a TXT v=one two',
      },
      'writes text as it is, and refuses what the panel would make another text of': {
        asks: [
          ...Array.from({ length: 4 }, () => hestiaRecords()),
          hestiaCall('v-add-dns-record', ['@', 'TXT', "a;b 'c'", '', '', 'yes', '60']),
        ],
        async does(service) {
          await service.create({ type: 'TXT', name: '@', content: "a;b 'c'", ttl: 60 });
          for (const content of ['a"b', 'a\\b'])
            await assert.rejects(service.create({ type: 'TXT', name: '@', content, ttl: 60 }), (error) =>
              isFailure(error, 'UNSUPPORTED'),
            );
        },
      },
      'says why a command failed': {
        asks: [
          hestiaCall('v-list-dns-records', ['json'], undefined, {
            ...{ status: 400, answer: 'Error: API has been disabled', answerHeaders: { 'hestia-exit-code': '11' } },
          }),
        ],
        fails: ['API', /: API has been disabled.* 11$/],
      },
    },
  },
  nanelo: {
    base: 'https://api.nanelo.com/v1/header/dns',
    options: { token: 'opaque-token' },
    cases: {
      'removes a value as it stands': {
        asks: [
          ...[naneloZones, naneloRecords('CNAME', 'B.example.net.')],
          naneloChange('delete', 'CNAME', 'B.example.net.'),
        ],
        removes: 'a CNAME B.example.net',
      },
      'lists a priority with what it belongs to': {
        asks: [naneloZones, naneloRecords('MX', 'mail.example.net.', 10)],
        does: async (service) =>
          (await service.list({})).map(({ name, content, priority }) => [name, content, priority]),
        gives: [['a.example.com', 'mail.example.net', 10]],
      },
      // A removal takes no heed of the case.
      'removes the old value before the new one comes': {
        asks: [
          ...[naneloZones, naneloRecords('TXT', 'One')],
          ...[naneloChange('delete', 'TXT', 'One'), naneloChange('add', 'TXT', 'one', '&ttl=60')],
        ],
        updates: ['TXT/a/T25l', 'a 60 TXT one'],
      },
    },
  },
  udreselling: {
    base: 'https://api.domainreselling.de/api',
    options: { user: 'me', pass: 'opaque-password' },
    cases: {
      'adds a line before the old one goes, and removes that as it stands': {
        asks: [
          ...[udrCall('StatusDNSZone'), udrRecords],
          udrCall('UpdateDNSZone', '&incserial=1&addrr0=a.example.com.+60+IN+TXT+"two"'),
          udrCall('UpdateDNSZone', '&incserial=1&delrr0=a.example.com.+30+IN+TXT+one'),
        ],
        updates: [undefined, 'a 60 TXT two'],
      },
      'knows refusals by their codes': {
        asks: [udrRefusal(531, 'Authorization failed')],
        fails: ['AUTHENTICATION', /Authorization failed.* 531$/],
      },
      'knows what to try again': {
        asks: [udrRefusal(423, 'Command failed due to server error.'), udrCall('StatusDNSZone')],
        does: async (service) => (await service.findZone()).name,
        gives: 'example.com',
      },
    },
  },
};

for (const [provider, row] of Object.entries(rows)) describeCases(provider, row);
