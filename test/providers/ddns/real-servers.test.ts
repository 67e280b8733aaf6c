import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { openService, testRecordCases } from '../../dns/real-server-cases.js';
import { missing, startBind, startKnot, type UpdatableNameServer } from '../../lab/index.js';

const zone = 'example.com';

for (const [title, start, binary] of [
  ['BIND', startBind, 'named'],
  ['Knot', startKnot, 'knotd'],
] as const) {
  describe(`ddns against ${title}`, { skip: missing(binary, 'dig') }, () => {
    let server: UpdatableNameServer;
    before(async () => {
      server = await start({ zones: [zone] });
    });
    after(() => server.stop());

    const open = (token?: string, of = zone) => {
      const { algorithm, name, secret } = server.keys.sha256;
      const options = { token: token ?? `${algorithm}:${name}:${secret}`, server: server.dnsAddress };
      return openService({ id: 'ddns', options, zone: of });
    };

    testRecordCases(() => open());

    for (const key of ['sha256', 'sha512', 'md5'] as const) {
      test(`a key with ${key}`, async () => {
        const { algorithm, name, secret } = server.keys[key];
        const service = await open(`${algorithm}:${name}:${secret}`);
        await service.create({ type: 'TXT', name: key, content: key, ttl: 60 });
        const records = await server.zoneRecords(zone);
        assert.ok(records.some((record) => record.name === `${key}.${zone}` && record.content === key));
        await service.remove(undefined, { type: 'TXT', name: key });
      });
    }

    test('a wrong secret', async () => {
      const { algorithm, name } = server.keys.sha256;
      const service = await open(`${algorithm}:${name}:${Buffer.from('wrong').toString('base64')}`);
      await assert.rejects(service.list({ type: 'TXT', name: 'x' }), (error) => {
        assert.ok(isFailure(error, 'AUTHENTICATION'));
        assert.match(
          `${error.message}. ${error.hint}`,
          /signature made with the key lab-sha256 is wrong.*--auth-token/,
        );
        return true;
      });
    });

    test('an unknown key', async () => {
      const { algorithm, secret } = server.keys.sha256;
      const service = await open(`${algorithm}:nobody:${secret}`);
      await assert.rejects(service.list({ type: 'TXT', name: 'x' }), (error) => {
        assert.ok(isFailure(error, 'AUTHENTICATION'));
        assert.match(error.message, /knows no key nobody with hmac-sha256/);
        return true;
      });
    });

    test('a zone that the server does not have', async () => {
      const service = await open(undefined, 'elsewhere.org');
      const record = { type: 'TXT', name: 'x', content: 'x', ttl: 60 };
      await assert.rejects(service.create(record), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    });

    test('two thousand values in one go, and out again', async () => {
      const service = await open();
      const records = Array.from({ length: 2000 }, (_, index) => ({
        type: 'TXT',
        name: `_acme-challenge.host${index}`,
        content: `${index}-0123456789012345678901234567890123456789`,
        ttl: 60,
      }));
      await service.createAll(records);
      assert.equal((await service.list({ type: 'TXT' })).length, 2000);
      await service.removeAll(records);
      assert.equal((await service.list({ type: 'TXT' })).length, 0);
    });
  });
}
