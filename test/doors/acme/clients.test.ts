import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missing, requireOrSkip, subjectAltNames } from '../../lab/index.js';
import { realClients, serialOf } from './clients.js';
import { boundClient, type Hub, startHub } from './hub.js';

const names = ['edge.example.com', '*.edge.example.com'];

describe('ACME clients at the hub', { skip: missing('pebble', 'openssl'), concurrency: false }, () => {
  let hub: Hub;
  before(async () => {
    // Half of all nonces are refused, by the CA and never by the hub: nobody notices.
    const pebble = { env: { PEBBLE_WFE_NONCEREJECT: '50' } };
    hub = await startHub({ clients: boundClient('edge', names), pebble });
  });
  after(() => hub[Symbol.asyncDispose]());

  for (const client of realClients) {
    it(`${client.name} gets a wildcard and a plain name, renews, is refused others, and revokes`, async (test) => {
      if (requireOrSkip(test, client.needs)) return;
      const folder = join(hub.folder, client.name.replaceAll(/\W/g, ''));
      await mkdir(folder, { recursive: true });
      await client.obtain(hub, folder, names);
      const obtained = await client.certificates(folder, hub);
      assert.deepEqual(obtained.flatMap(subjectAltNames).toSorted(), names.toSorted());
      if (client.renew !== undefined) {
        await client.renew(hub, folder, names);
        const renewed = await client.certificates(folder, hub);
        assert.notDeepEqual(renewed.map(serialOf), obtained.map(serialOf));
      }
      const [pem = ''] = await client.certificates(folder, hub);
      if (client.revoke !== undefined) {
        await client.revoke(hub, folder, names);
        assert.equal((await hub.stage.pebble.certificateStatus(serialOf(pem))).Status, 'Revoked');
      }
      const other = client.keepsAccount ? folder : `${folder}-other`;
      await mkdir(other, { recursive: true });
      await assert.rejects(
        client.obtain(hub, other, ['bank.example.com']),
        /rejectedIdentifier[\s\S]*bank\.example\.com|bank\.example\.com[\s\S]*rejectedIdentifier/,
      );
      assert.deepEqual(hub.stage.provider.txt(), []);
    });
  }
});
