import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createAuthority } from '../lab/authority.js';
import { httpRequest } from '../lab/http-request.js';
import { createTempDir } from '../lab/index.js';
import { startOrderGate } from './one-order-at-a-time.js';

describe('the gate before Pebble', () => {
  it('lets one new order through at a time, and all else as it comes', async () => {
    const directory = await createTempDir('gate');
    const authority = await createAuthority(directory.path);
    const serving = await authority.issue(['localhost', '127.0.0.1']);
    const ca = await readFile(authority.caFile, 'utf8');
    const atOnce = new Map<string, number>();
    const most = new Map<string, number>();
    let meet = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const server = createServer(
      { cert: await readFile(serving.certFile), key: await readFile(serving.keyFile) },
      async (request, response) => {
        const resource = request.url?.split('/')[1] ?? '';
        const now = (atOnce.get(resource) ?? 0) + 1;
        atOnce.set(resource, now);
        most.set(resource, Math.max(most.get(resource) ?? 0, now));
        let body = '';
        for await (const chunk of request) body += chunk;
        if (resource === 'finalize-order') await (now > 1 ? meet() : met);
        else await pause(10);
        atOnce.set(resource, (atOnce.get(resource) ?? 0) - 1);
        response.end(`${request.headers.host} ${body}`);
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const directoryUrl = `https://localhost:${port}/dir`;
    const gate = await startOrderGate({ directoryUrl, caBundle: authority.caFile, serving });
    try {
      const { host } = new URL(gate.directoryUrl);
      const ask = async (resource: string, index: number) => {
        const text = `${index}`.repeat(index * 5000);
        const { body } = await httpRequest(`https://${host}/${resource}`, { ca, method: 'POST', body: text });
        assert.equal(body, `${host} ${text}`);
      };
      const indexes = Array.from({ length: 8 }, (_, index) => index);
      await Promise.all(indexes.flatMap((index) => [ask('order-plz', index), ask('finalize-order', index)]));
      assert.equal(most.get('order-plz'), 1);
      // The first of the others was answered only once there was a second one.
      assert.notEqual(most.get('finalize-order'), 1);
    } finally {
      await gate.stop();
      server.closeAllConnections();
      server.close();
      await directory.remove();
    }
  });
});
