import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordService } from '../../core/dns/record-service.js';
import { openTested } from '../../core/testing/tested-provider.js';

interface Row {
  readonly options: Readonly<Record<string, string>>;
  /** What answers by method, address and body, data or text; the first that fits, else nothing in particular. */
  readonly known: readonly (readonly [asked: RegExp, answer: unknown])[];
  readonly does: (service: RecordService) => Promise<unknown>;
  /** The writes, each of which does no harm when it is made twice. */
  readonly writes: readonly RegExp[];
}

const key = 'opaque-key';
const record = { type: 'TXT', name: 'a', content: 'one', ttl: 600 };
const change: Row['does'] = (service) => service.update('1', record);
const remove: Row['does'] = (service) => service.remove('1', {});
const create: Row['does'] = (service) => service.create(record);
const ofPorkbun = { options: { key, secret: key }, known: [[/\/retrieve\//, { records: [] }]] } as const;

const rows: Readonly<Record<string, Row>> = {
  glesys: {
    options: { username: 'me', token: key },
    known: [[/\/list\b/, { response: { domains: [{ domainname: 'example.com' }] } }]],
    does: remove,
    writes: [/\/deleterecord/],
  },
  lightsail: {
    options: { accessKey: 'id', accessSecret: key },
    known: [
      [/DeleteDomainEntry|"domainEntry"/, { operation: {} }],
      [/./, { domain: { domainEntries: [{ name: 'a.example.com', type: 'TXT', target: '"one"' }] } }],
    ],
    does: (service) => service.remove('TXT/a/b25l', {}),
    writes: [/"domainEntry"/],
  },
  nanelo: {
    options: { token: key },
    known: [
      [/\/getzones/, { result: { zones: ['example.com'] } }],
      [/\/getrecords/, { result: { records: [] } }],
    ],
    does: (service) => service.remove('TXT/a/b25l', {}),
    writes: [/\/deleterecord/],
  },
  netnod: { options: { token: key }, known: [[/^GET /, { rrsets: [] }]], does: create, writes: [/"EXTEND"/] },
  ngenix: {
    options: { username: 'me', token: key, customerId: '4' },
    known: [
      [/\/dns-zone\/7/, { records: [] }],
      [/\/dns-zone\?/, { elements: [{ id: 7, name: 'example.com' }] }],
    ],
    does: create,
    writes: [/^PATCH /],
  },
  opusdns: { options: { apiKey: key }, known: [[/^GET /, { rrsets: [] }]], does: create, writes: [/"upsert"/] },
  opnsense: {
    options: { host: 'fw.example.net', token: key, key },
    known: [
      [/\/searchPrimaryDomain/, { rows: [{ uuid: '7', domainname: 'example.com', enabled: '1' }] }],
      [/\/delRecord|\/reconfigure/, { result: 'deleted', status: 'ok' }],
    ],
    does: remove,
    writes: [/\/delRecord/, /\/reconfigure/],
  },
  'porkbun, where a record changes': { ...ofPorkbun, does: change, writes: [/\/edit\//] },
  'porkbun, where a record goes': { ...ofPorkbun, does: remove, writes: [/\/delete\//] },
};

describe('a write that does no harm twice is made again where its answer was lost', () => {
  for (const [title, { options, known, does, writes }] of Object.entries(rows)) {
    it(title, async () => {
      const written: string[] = [];
      const { service } = await openTested(title.split(',')[0] ?? '', {
        options,
        zoneName: 'example.com',
        limitMs: 10_000,
        answer({ method, url, body }) {
          const said = `${method} ${url} ${body}`;
          const answer = known.find(([asked]) => asked.test(said))?.[1] ?? {};
          const given = { headers: {}, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
          if (!writes.some((write) => write.test(said))) return { ...given, status: 200 };
          const isLost = !written.includes(said);
          written.push(said);
          return { ...given, status: isLost ? 502 : 200 };
        },
      });
      await does(service);
      assert.equal(written.length, 2 * writes.length);
    });
  }
});
