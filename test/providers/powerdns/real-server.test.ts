import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createDispatcher } from '../../../core/http/dispatcher.js';
import { isFailure } from '../../../core/sdk/index.js';
import { openService, testRecordCases } from '../../dns/real-server-cases.js';
import { missing, type PowerDns, startPowerDns } from '../../lab/index.js';

const zone = 'example.com';

describe('powerdns against a real server', { skip: missing('pdns_server', 'sqlite3') }, () => {
  let server: PowerDns;
  before(async () => {
    server = await startPowerDns({ zones: [zone] });
  });
  after(() => server.stop());

  const open = (token?: string, of = zone) =>
    openService({ id: 'powerdns', options: { token: token ?? server.apiKey, server: server.apiUrl }, zone: of });

  testRecordCases(() => open());

  test('writers that do not know of each other all succeed, though sqlite answers 500 to some', async () => {
    const services = await Promise.all(Array.from({ length: 8 }, () => open()));
    const record = (index: number) => ({ type: 'TXT', name: `writer${index}`, content: 'x', ttl: 60 });
    await Promise.all(services.map((service, index) => service.create(record(index))));
    const names = (await server.zoneRecords(zone)).filter(({ type }) => type === 'TXT').map(({ name }) => name);
    assert.deepEqual(names.sort(), services.map((_, index) => `writer${index}.${zone}`).sort());
    await services[0]?.removeAll(services.map((_, index) => record(index)));
  });

  test('over a socket of this machine, whatever proxy there is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pdns-'));
    const socketPath = join(folder, 'api.sock');
    const relay = createServer((near) => {
      const far = connect(Number(new URL(server.apiUrl).port), '127.0.0.1');
      near.pipe(far).pipe(near);
      for (const end of [near, far]) end.on('error', () => [near, far].forEach((each) => void each.destroy()));
    });
    await new Promise<void>((resolve) => relay.listen(socketPath, resolve));
    const dispatcher = createDispatcher({ env: { HTTP_PROXY: 'http://127.0.0.1:9' } });
    try {
      for (const address of [`unix://${socketPath}`, `unix:${socketPath}`]) {
        const options = { token: server.apiKey, server: address };
        const service = await openService({ id: 'powerdns', options, zone, dispatcher });
        await service.create({ type: 'TXT', name: 'socket', content: address, ttl: 60 });
        assert.deepEqual(
          (await service.list({ type: 'TXT', name: 'socket' })).map(({ content }) => content),
          [address],
        );
        await service.removeAll([{ type: 'TXT', name: 'socket', content: address }]);
      }
      const nowhere = { token: server.apiKey, server: `unix://${folder}/none.sock` };
      const lost = await openService({ id: 'powerdns', options: nowhere, zone, dispatcher });
      await assert.rejects(lost.list({}), (error) => isFailure(error, 'NETWORK') && /none\.sock/.test(error.message));
    } finally {
      await dispatcher.close();
      relay.close();
      rmSync(folder, { recursive: true });
    }
  });

  test('a wrong key', async () => {
    const service = await open('wrong');
    await assert.rejects(service.list({}), (error) => isFailure(error, 'AUTHENTICATION') && error.status === 401);
  });

  test('a zone that the server does not have', async () => {
    const service = await open(undefined, 'elsewhere.org');
    await assert.rejects(service.list({}), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
  });
});
