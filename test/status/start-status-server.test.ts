import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { startStatusServer } from '../../core/status/start-status-server.js';
import { certificate, lineage, state } from '../issuance/fixtures.js';
import { createPasses } from '../issuance/scripted-pass.js';
import { httpRequest } from '../lab/index.js';

it('the status server tells where it listens, stands a listener that fails, and ends once all is written', async (context) => {
  const { services, store, logged } = createPasses([lineage('a.example.com')]);
  const written: string[] = [];
  const { state: kept } = store.publication;
  Object.assign(store.publication, {
    state: {
      ...kept,
      async write(key: string) {
        await pause(20);
        written.push(key);
      },
    },
  });
  const server = await startStatusServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, services, redact: String, version: '1' },
    state: () => state([certificate('a.example.com')], { settings: { statusHosts: [] } }),
  });
  context.after(() => server.close().catch(() => undefined));
  assert.deepEqual(logged, ['info status.listening']);
  server.listen({ kind: 'certificate-failed' } as never);
  assert.deepEqual(logged.slice(1), ['error listener.failed']);
  const { status, headers, body } = await httpRequest(`${server.url}/healthz`);
  assert.deepEqual([status, headers['content-type']], [200, 'application/json; charset=utf-8']);
  assert.equal(body, '{\n  "healthy": true,\n  "problems": []\n}\n');
  const page = await httpRequest(`${server.url}/certificate?name=none`);
  const text = 'text/plain; charset=utf-8';
  assert.deepEqual(
    [page.status, page.headers['content-type'], page.body],
    [404, text, 'there is no certificate of this name\n'],
  );
  assert.equal((await httpRequest(server.url)).headers['content-type'], 'text/html; charset=utf-8');
  server.listen({ kind: 'pass-ended', pass: 'p', durationMs: 1, failed: 0, changed: 0 });
  await server.close();
  assert.deepEqual(written, ['pass-history']);
  await assert.rejects(httpRequest(server.url), { code: 'ECONNREFUSED' });
});
