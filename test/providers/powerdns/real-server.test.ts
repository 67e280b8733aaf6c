import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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

  test('a wrong key', async () => {
    const service = await open('wrong');
    await assert.rejects(service.list({}), (error) => isFailure(error, 'AUTHENTICATION') && error.status === 401);
  });

  test('a zone that the server does not have', async () => {
    const service = await open(undefined, 'elsewhere.org');
    await assert.rejects(service.list({}), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
  });
});
