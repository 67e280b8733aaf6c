import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/index.js';
import { openTested } from '../../core/testing/tested-provider.js';

const name = 'example.com';
const zones = ['z1', 'z2'];

/** Answers of services in which two zones of one name are in use, which a flag of the provider tells apart. */
const rows: Readonly<Record<string, readonly [options: Readonly<Record<string, string>>, answer: object]>> = {
  cloudflare: [{ token: 'opaque-token' }, { result: zones.map((id) => ({ id, name })) }],
  derak: [{ apiKey: 'opaque-key' }, { result: zones.map((zoneId) => ({ zoneId, humanReadable: name })) }],
  efficientip: [
    { username: 'me', password: 'opaque-key', hostname: 'ipam.example.net' },
    zones.map((dns_name) => ({ dns_name, dnszone_name: name, dnsview_name: '#', vdns_parent_id: '0' })),
  ],
  huaweicloud: [
    { accessKeyId: 'id', secretAccessKey: 'opaque-key' },
    { zones: zones.map((id) => ({ id, name: `${name}.`, zone_type: 'public', status: 'ACTIVE' })) },
  ],
  iijdpf: [{ apiToken: 'opaque-key' }, { results: zones.map((id) => ({ id, name: `${name}.` })) }],
  namesurfer: [
    { apiKey: 'me', apiSecret: 'opaque-key', baseUrl: 'https://ns.example.net' },
    { result: zones.map((view) => ({ name, view })) },
  ],
};

describe('two zones of one name', () => {
  for (const [id, [options, answer]] of Object.entries(rows)) {
    it(`are told apart by a flag that ${id} has`, async () => {
      const { service, manifest } = await openTested(id, {
        options,
        zoneName: name,
        limitMs: 10_000,
        answer: () => ({ status: 200, headers: {}, body: JSON.stringify(answer) }),
      });
      const flags = Object.values(manifest.options).map(({ flag }) => flag);
      await assert.rejects(service.findZone(), (error) => {
        const [, told = ''] = /--(\S+)/.exec((isFailure(error, 'CONFIG') && error.hint) || '') ?? [];
        return flags.includes(told);
      });
    });
  }
});
