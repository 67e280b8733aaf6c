import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createDispatcher } from '../../core/http/index.js';
import { isFailure } from '../../core/sdk/failure.js';
import { makeAuthority } from '../store/certificates.js';

const directory = mkdtempSync(join(tmpdir(), 'roots-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function bundle(text: string): string {
  const file = join(directory, 'roots.pem');
  writeFileSync(file, text);
  return file;
}

const { chain } = makeAuthority().issue(['a.example.com']);

describe('the connections of a process', () => {
  it('name a bundle of roots that is of no use where it is given, before any request', () => {
    const garbled = chain.replace(/[A-Za-z]{20}/, '!');
    for (const text of ['', 'no certificate', garbled, chain + garbled]) {
      assert.throws(
        () => createDispatcher({ caBundle: bundle(text), env: {} }),
        (error) => isFailure(error, 'CONFIG') && error.place === 'LETSENCRYPT_CA_BUNDLE',
        text.slice(0, 80),
      );
    }
    assert.throws(
      () => createDispatcher({ caBundle: join(directory, 'missing'), env: {} }),
      (error) => isFailure(error, 'CONFIG'),
    );
  });

  it('are opened by the first request, and closed whether there was one or not', async () => {
    const server = createServer((_request, response) => response.end('there'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const unused = createDispatcher({ env: {} });
    await unused.close();
    await unused.destroy();
    const dispatcher = createDispatcher({ caBundle: bundle(chain), env: {} });
    const answers = await Promise.all(
      ['/a', '/b?c=d'].map((path) => dispatcher.request({ origin: `http://127.0.0.1:${port}`, path, method: 'GET' })),
    );
    assert.deepEqual(await Promise.all(answers.map(({ body }) => body.text())), ['there', 'there']);
    await dispatcher.destroy();
    server.close();
  });
});
