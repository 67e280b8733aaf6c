import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createDispatcher } from '../../core/http/dispatcher.js';
import type { WholeRequest } from '../../core/http/whole-answer.js';
import { isFailure } from '../../core/sdk/index.js';

/** Asks a server of its own, through the connections of a process. */
async function openServer(context: TestContext, answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dispatcher = createDispatcher({ env: {} });
  context.after(async () => {
    await dispatcher.destroy();
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = (more: Partial<WholeRequest> = {}) => dispatcher.request({ origin, path: '/', method: 'GET', ...more });
  return { server, ask };
}

describe('an answer that is read whole', () => {
  it('has its status, its headers and all pieces of its body, after those that announce it', async (context) => {
    const { ask } = await openServer(context, (_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(201, { 'X-One': 'a', 'Set-Cookie': ['b=1', 'c=2'] });
      response.write('gr');
      for (const byte of Buffer.from('ü')) response.write(Buffer.from([byte]));
      response.end('n');
    });
    const { status, headers, body, ...rest } = await ask();
    assert.deepEqual([status, String(body), rest], [201, 'grün', {}]);
    assert.deepEqual([headers['x-one'], headers['set-cookie'], headers.link], ['a', ['b=1', 'c=2'], undefined]);
  });

  it('tells its head, and what is wrong, where its body breaks or is longer than anybody wants', async (context) => {
    const { ask } = await openServer(context, (request, response) => {
      response.writeHead(200, { location: '/order/1' });
      if (request.url === '/long') response.end('x'.repeat(65));
      else response.write('half', () => request.socket.destroy());
    });
    const broken = await ask();
    assert.deepEqual([broken.status, broken.headers.location], [200, '/order/1']);
    assert.ok(broken.broken instanceof Error);
    for (const [longestAnswer, isBroken] of [
      [64, true],
      [65, false],
    ] as const) {
      const { headers, broken } = await ask({ path: '/long', longestAnswer });
      assert.deepEqual([headers.location, isFailure(broken, 'RESPONSE')], ['/order/1', isBroken]);
    }
  });

  it('is waited for no longer than its signal says, with headers or without, and its connection goes', async (context) => {
    const { server, ask } = await openServer(context, (request, response) => {
      if (request.url === '/headers') response.writeHead(200).write('begun');
    });
    const reason = new Error('enough');
    for (const path of ['/headers', '/silent']) {
      const stop = new AbortController();
      const asked = ask({ path, signal: stop.signal });
      const [, response] = (await once(server, 'request')) as Parameters<RequestListener>;
      const closed = once(response, 'close');
      // The headers are under way by now, and surely there when a second answer is.
      if (path === '/headers') await assert.rejects(ask({ path, signal: AbortSignal.timeout(100) }).then(thrown));
      stop.abort(reason);
      const outcome = await asked.catch((error: unknown) => error);
      assert.equal(path === '/headers' ? (outcome as { broken?: unknown }).broken : outcome, reason);
      await closed;
    }
    await assert.rejects(ask({ signal: AbortSignal.abort(reason) }), reason);
  });
});

/** An answer that is not whole, as an error. */
function thrown({ broken }: { readonly broken?: unknown }): void {
  if (broken !== undefined) throw broken;
}
