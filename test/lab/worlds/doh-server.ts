import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority } from '../authority.js';
import { answerTo, type Respond } from './name-servers.js';

/** A resolver over HTTPS (RFC 8484) on loopback. */
export async function startDohServer(directory: string, respond: Respond) {
  const authority = await createAuthority(directory, 'Lab CA of DNS over HTTPS');
  const { certFile, keyFile } = await authority.issue(['localhost', '127.0.0.1']);
  let asked = 0;
  const server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      const isDns = request.method === 'POST' && request.headers['content-type'] === 'application/dns-message';
      const answer = isDns ? answerTo(Buffer.concat(chunks), respond, 'doh') : undefined;
      response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/dns-message' });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/dns-query`,
    caFile: authority.caFile,
    asked: () => asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
