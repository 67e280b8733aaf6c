import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type TestContext, test } from 'node:test';
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from 'node:tls';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { createAuthority, type IssuedFiles } from '../lab/authority.js';
import { createTempDir } from '../lab/index.js';

/** Where it listens, and which server names were asked for: false where none was. */
async function serve(context: TestContext, { certFile, keyFile }: IssuedFiles, host: string) {
  const names: unknown[] = [];
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  const server: Server = createServer({ cert, key }, (_request, response) => response.end('there'));
  server.on('secureConnection', (socket: TLSSocket & { servername?: unknown }) => names.push(socket.servername));
  server.on('connect', ({ url = '' }, client) => {
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect(Number(port), hostname.replace(/[[\]]/g, ''), () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    target
      .pipe(client)
      .pipe(target)
      .on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  context.after(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const { port } = server.address() as AddressInfo;
  return { origin: `https://${host.includes(':') ? `[${host}]` : host}:${port}`, names };
}

/** Not every machine has IPv6. */
function isHere(host: string): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === host));
}

/** Node 22.23 takes no certificate of an IPv6 address for right, whoever asks. */
function isKnown(host: string): boolean {
  const certificate = { subject: {}, subjectaltname: `IP Address:${host}` } as PeerCertificate;
  return checkServerIdentity(host, certificate) === undefined;
}

const unfit = { code: 'ERR_TLS_CERT_ALTNAME_INVALID' };

test('an address is nobody’s server name, and who answers there is checked against it', async (context) => {
  const directory = await createTempDir('server-name');
  context.after(() => directory.remove());
  const authority = await createAuthority(directory.path);
  const warnings: string[] = [];
  const listen = ({ message }: Error) => warnings.push(message);
  process.on('warning', listen);
  context.after(() => process.off('warning', listen));
  for (const host of ['127.0.0.1', '::1'].filter((address) => isHere(address) && isKnown(address))) {
    const site = await serve(context, await authority.issue([host]), host);
    const proxy = await serve(context, await authority.issue([host]), host);
    const other = await serve(context, await authority.issue(['192.0.2.1']), host);
    const ask = async (origin: string, env: Record<string, string>) => {
      const dispatcher = createDispatcher({ caBundle: authority.caFile, env });
      try {
        return String((await dispatcher.request({ origin, path: '/', method: 'GET' })).body);
      } finally {
        await dispatcher.destroy();
      }
    };
    assert.equal(await ask(site.origin, {}), 'there');
    assert.equal(await ask(site.origin, { HTTPS_PROXY: proxy.origin }), 'there');
    assert.deepEqual([site.names, proxy.names], [[false, false], [false]]);
    await assert.rejects(ask(other.origin, {}), unfit);
    await assert.rejects(ask(site.origin, { HTTPS_PROXY: other.origin }), (error: Error) => {
      assert.deepEqual((error.cause as { code?: string }).code, unfit.code);
      return true;
    });
  }
  assert.deepEqual(warnings, []);
});
