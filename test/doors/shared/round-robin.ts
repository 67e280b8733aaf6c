import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface RoundRobin extends AsyncDisposable {
  readonly port: number;
  /** Status and target of each request, in their order: `200 127.0.0.1:1234 POST /acme/newOrder`; a refusal for now has its `Retry-After` behind it. */
  readonly seen: readonly string[];
}

/** How long a target may be silent before the next one is asked, in milliseconds: what others have as their default. */
const silentMs = 60_000;

/**
 * A load balancer that knows no stickiness: ends TLS, and gives each request to the next target; to another one where that has
 * ended before it answered.
 * @param targets ports on loopback, HTTP
 */
export async function startRoundRobin(
  targets: () => readonly number[],
  { certFile, keyFile }: { readonly certFile: string; readonly keyFile: string },
): Promise<RoundRobin> {
  const seen: string[] = [];
  let turn = 0;

  function forward(incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, first: number, tries = 1): void {
    const all = targets();
    const port = all[(first + tries) % all.length];
    const { method, url, headers } = incoming;
    const sent = request({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (answer) => {
      const again = answer.headers['retry-after'];
      const isRefusal = answer.statusCode === 503;
      seen.push(
        `${answer.statusCode} 127.0.0.1:${port} ${method} ${url}${isRefusal ? ` ${answer.headers['content-type']} ${again}` : ''}`,
      );
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.once('error', () => {
      if (!outgoing.headersSent && tries < all.length) forward(incoming, body, outgoing, first, tries + 1);
      else {
        seen.push(`502 127.0.0.1:${port} ${method} ${url}`);
        outgoing.writeHead(502).end();
      }
    });
    sent.setTimeout(silentMs, () => sent.destroy(new Error('it is silent')));
    sent.end(body);
  }

  const server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) });
  server.on('request', async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    forward(incoming, Buffer.concat(chunks), outgoing, turn);
    turn += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
