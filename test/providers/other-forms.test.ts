import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTested } from '../../core/testing/tested-provider.js';

const key = 'opaque-key';
const fqdn = '_acme-challenge.example.com.';
const txt = { type: 'TXT', name: '_acme-challenge', content: 'token' };

/** A server that knows what is named here, and answers to all else as one that never heard of it. */
interface Row {
  readonly options: Readonly<Record<string, string>>;
  /** What answers by method, address and body, the first that fits. */
  readonly known: readonly (readonly [asked: RegExp, answer: unknown])[];
  /** The changes that it must get, in this order, and no other that it knows. */
  readonly changes: readonly RegExp[];
  /** What all else is answered with; 404 or 405 unless told. */
  readonly unknown?: number;
}

const constellix = {
  id: 3,
  type: 'TXT',
  name: '_acme-challenge',
  ttl: 600,
  roundRobin: [{ value: '"token"', disableFlag: false }],
};

const rows: Readonly<Record<string, Row>> = {
  constellix: {
    options: { username: 'me', token: key },
    known: [
      [/^GET \S+v1\/domains\/search\?exact=example\.com /, [{ id: 7, name: 'example.com' }]],
      [/^GET \S+v1\/domains\/7\/records\/txt /, [constellix]],
      [/^POST \S+v1\/domains\/7\/records\/txt /, [constellix]],
      [/^DELETE \S+v1\/domains\/7\/records\/txt\/3 /, { success: 'Record deleted' }],
    ],
    changes: [/^POST .*"value":"token"/, /^DELETE /],
  },
  conoha: {
    options: { token: key, region: 'tyo1' },
    unknown: 400,
    known: [
      [/^GET \S+\/domains\?name=example\.com\. /, { domains: [{ id: '7', name: 'example.com.' }] }],
      [/^GET \S+\/domains\/7\/records /, { records: [{ id: '3', type: 'TXT', name: fqdn, data: 'token', ttl: 600 }] }],
      [/^POST \S+\/domains\/7\/records (?!.*priority)/, { id: '3' }],
      [/^DELETE \S+\/domains\/7\/records\/3 /, {}],
    ],
    changes: [/^POST .*"data":"token"/, /^DELETE /],
  },
  directadmin: {
    options: { username: 'me', password: key, endpoint: 'https://panel.example.net:2222' },
    unknown: 405,
    known: [
      [/^POST \S+CMD_API_SHOW_DOMAINS /, 'list[]=example.com'],
      [/^POST \S+DNS_CONTROL\?\S+ action=/, { success: 'ok' }],
      [
        /^POST \S+DNS_CONTROL\?json=yes&domain=example\.com $/,
        {
          records: [
            { type: 'TXT', name: '_acme-challenge', value: '"token"', combined: 'name=_acme-challenge&value="token"' },
          ],
        },
      ],
    ],
    changes: [
      / action=add&name=_acme-challenge\.example\.com\.&type=TXT&value=token&ttl=600$/,
      / action=select&txtrecs0=/,
    ],
  },
  dynu: {
    options: { token: key },
    known: [
      [/^GET \S+\/dns\/getroot\/example\.com /, { id: 7, domainName: 'example.com', node: '' }],
      [
        /^GET \S+\/dns\/7\/record /,
        { dnsRecords: [{ id: 3, recordType: 'TXT', nodeName: '_acme-challenge', ttl: 600, textData: 'token' }] },
      ],
      [/^POST \S+\/dns\/7\/record /, { id: 3 }],
      [/^DELETE \S+\/dns\/7\/record\/3 /, {}],
    ],
    changes: [/^POST /, /^DELETE /],
  },
  easydns: {
    options: { username: 'me', token: key },
    known: [
      [
        /^GET \S+\/zones\/records\/all\/example\.com\?/,
        { data: [{ id: '3', type: 'TXT', host: '_acme-challenge', rdata: 'token', ttl: '600' }], total: 1 },
      ],
      [/^PUT \S+\/zones\/records\/add\/example\.com\/TXT\?/, { status: 201, data: { id: '3' } }],
      [/^DELETE \S+\/zones\/records\/example\.com\/3\?/, { status: 200 }],
    ],
    changes: [/^PUT /, /^DELETE /],
  },
  gehirn: {
    options: { token: key, secret: key },
    unknown: 400,
    known: [
      [/^GET \S+\/zones /, [{ id: '7', name: 'example.com', current_version_id: 'v' }]],
      [/^GET \S+\/records /, [{ id: '3', type: 'TXT', name: fqdn, ttl: 600, records: [{ data: 'token' }] }]],
      [/^POST \S+\/zones\/7\/versions\/v\/records .*"name":"_acme-challenge",/, { id: '3' }],
      [/^DELETE \S+\/zones\/7\/versions\/v\/records\/3 /, {}],
    ],
    changes: [/^DELETE /],
  },
  hostingde: {
    options: { token: key },
    known: [
      [/"ZoneName"|"ZoneConfigId"|"RecordType"/, { status: 'error', errors: [{ text: 'unknown field', value: '' }] }],
      [/zoneConfigsFind .*"zoneName"/, { status: 'success', response: { data: [{ id: '7', name: 'example.com' }] } }],
      [
        /recordsFind .*"zoneConfigId".*"recordType".*"recordName"/,
        {
          status: 'success',
          response: {
            data: [{ id: '3', type: 'TXT', name: '_acme-challenge.example.com', content: '"token"', ttl: 600 }],
          },
        },
      ],
      [/zoneUpdate /, { status: 'success', response: {} }],
    ],
    changes: [/recordsToAdd/, /recordsToDelete/],
  },
  katapult: {
    options: { apiKey: key },
    known: [
      [/^GET \S+\/dns_zones\/dns_zone\?/, { dns_zone: { id: '7', name: 'example.com' } }],
      [
        /^GET \S+\/dns_zones\/dns_zone\/records\?/,
        {
          dns_records: [
            {
              ...{ id: '3', type: 'TXT', name: '_acme-challenge', full_name: '_acme-challenge.example.com', ttl: 600 },
              content_attributes: { TXT: { content: 'token' } },
            },
          ],
        },
      ],
      [/^POST \S+\/dns_zones\/dns_zone\/records /, {}],
      [/^DELETE \S+\/dns_zones\/dns_record \{"dns_record":\{"id":"3"\}\}$/, {}],
    ],
    changes: [/^POST .*"content":"token"/, /^DELETE /],
  },
  mythicbeasts: {
    options: { token: key },
    known: [
      [/^GET \S+\/zones /, { zones: ['example.com'] }],
      [
        /^GET \S+\/zones\/example\.com\/records\b/,
        { records: [{ type: 'TXT', host: txt.name, data: 'token', ttl: 600 }] },
      ],
      [/^POST \S+\/zones\/example\.com\/records\/_acme-challenge\/TXT /, { records_added: 1 }],
      [/^DELETE \S+\/zones\/example\.com\/records\/_acme-challenge\/TXT\?data=token /, { records_removed: 1 }],
    ],
    changes: [/^POST .*"data":"token"/, /^DELETE /],
  },
  rackspace: {
    options: { token: key, account: '5' },
    known: [
      [/^GET \S+\/5\/domains\?name=example\.com /, { domains: [{ id: 7, name: 'example.com' }] }],
      [
        /^GET \S+\/5\/domains\/7\/records\?/,
        { records: [{ id: 'TXT-3', type: 'TXT', name: '_acme-challenge.example.com', data: 'token', ttl: 600 }] },
      ],
      [
        /^(POST \S+\/domains\/7\/records|DELETE \S+\/domains\/7\/records\?id=TXT-3) /,
        { jobId: 'j', status: 'COMPLETED' },
      ],
    ],
    changes: [/^POST /, /^DELETE /],
  },
  timeweb: {
    options: { token: key },
    known: [
      [/^GET \S+\/v1\/domains\?limit=100&offset=0 /, { domains: [{ fqdn: 'example.com' }] }],
      [
        /^GET \S+\/v1\/domains\/example\.com\/dns-records\?/,
        { dns_records: [{ id: 3, type: 'TXT', data: { value: 'token', subdomain: '_acme-challenge' } }] },
      ],
      [/^POST \S+\/v2\/domains\/_acme-challenge\.example\.com\/dns-records /, { dns_record: { id: 3 } }],
      [/^DELETE \S+\/v2\/domains\/_acme-challenge\.example\.com\/dns-records\/3 /, {}],
    ],
    changes: [/^POST .* {"type":"TXT","value":"token"}$/, /^DELETE /],
  },
  vercel: {
    options: { token: key },
    known: [
      [/^GET \S+\/v4\/domains\/example\.com /, { domain: { name: 'example.com' } }],
      [
        /^GET \S+\/v2\/domains\/example\.com\/records /,
        { records: [{ id: '3', type: 'TXT', name: txt.name, value: 'token' }] },
      ],
      [/^POST \S+\/v2\/domains\/example\.com\/records /, { uid: '3' }],
      [/^DELETE \S+\/v2\/domains\/example\.com\/records\/3 /, {}],
    ],
    changes: [/^POST /, /^DELETE /],
  },
};

function open(id: string, { options, known, unknown = 404 }: Row, refusal?: number) {
  const changes: string[] = [];
  const asked: string[] = [];
  const opened = openTested(id, {
    options,
    zoneName: 'example.com',
    limitMs: 10_000,
    retry: { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 },
    answer({ method, url, body }) {
      const said = `${method} ${url} ${body}`;
      asked.push(said);
      const answer = known.find(([pattern]) => pattern.test(decodeURI(said)))?.[1];
      if (answer === undefined) return { status: refusal ?? unknown, headers: {}, body: '' };
      if (!/^GET |SHOW_DOMAINS|Find |example\.com $/.test(said)) changes.push(decodeURIComponent(said));
      return { status: 200, headers: {}, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
    },
  });
  return { opened, changes, asked };
}

describe('a server that knows another form of requests only', () => {
  for (const [id, row] of Object.entries(rows)) {
    for (const unknown of row.unknown === undefined ? [404, 405] : [row.unknown])
      it(`is served by ${id}, where it answers ${unknown}`, async () => {
        const { opened, changes } = open(id, { ...row, unknown });
        const { provider } = await opened;
        const zone = await provider.findZone('example.com');
        assert.ok(zone);
        await provider.createRecord(zone, { ...txt, ttl: 600 });
        const [record] = await provider.listRecords(zone, { type: 'TXT', name: txt.name });
        assert.deepEqual([record?.name, record?.content], [txt.name, 'token']);
        await provider.deleteRecord(zone, record?.id ?? '', record);
        assert.equal(changes.length, row.changes.length, changes.join('\n'));
        for (const [index, pattern] of row.changes.entries()) assert.match(changes[index] ?? '', pattern);
      });

    for (const refusal of [401, 403, 502]) {
      it(`is not looked for by ${id} after ${refusal}`, async () => {
        const { opened, asked } = open(id, { ...row, known: [] }, refusal);
        const { provider } = await opened;
        await assert.rejects(async () => provider.findZone('example.com'));
        const first = asked.length;
        await assert.rejects(async () =>
          provider.createRecord({ id: 7, name: 'example.com' } as never, { ...txt, ttl: 600 }),
        );
        assert.deepEqual([first, asked.length], [1, 2]);
      });
    }
  }
});
