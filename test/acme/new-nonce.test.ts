import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNonceSource } from '../../core/acme/new-nonce.js';
import type { Wire } from '../../core/acme/wire.js';
import { Failure } from '../../core/sdk/index.js';

const { signal } = new AbortController();

/** A server that answers GET so, and HEAD as all do; with what it was asked. */
function serverThat(status: number, nonce: string | undefined) {
  const asked: string[] = [];
  const wire: Wire = {
    async send({ method }) {
      asked.push(method);
      if (method === 'HEAD') return answer(200, 'n1');
      if (status >= 400) throw new Failure('ACME', 'it has no such thing', { status });
      return answer(status, nonce);
    },
  };
  return { asked, fetchNonce: createNonceSource({ wire, url: 'https://ca.example/nonce', userAgent: 'test', signal }) };
}

function answer(status: number, nonce: string | undefined) {
  const headers: Record<string, string> = nonce === undefined ? {} : { 'replay-nonce': nonce };
  return { status, headers, text: '', data: undefined };
}

describe('a fresh nonce', () => {
  for (const [status, nonce, methods] of [
    [204, 'n0', ['GET', 'GET']],
    [200, 'n0', ['GET', 'GET']],
    [204, undefined, ['GET', 'HEAD', 'HEAD']],
    [303, undefined, ['GET', 'HEAD', 'HEAD']],
    [400, undefined, ['GET', 'HEAD', 'HEAD']],
    [404, undefined, ['GET', 'HEAD', 'HEAD']],
    [405, undefined, ['GET', 'HEAD', 'HEAD']],
    [499, undefined, ['GET', 'HEAD', 'HEAD']],
    [501, undefined, ['GET', 'HEAD', 'HEAD']],
  ] as const)
    it(`comes by ${methods[1]} from a server that answers GET by ${status} with ${nonce ?? 'none'}`, async () => {
      const { asked, fetchNonce } = serverThat(status, nonce);
      for (let time = 0; time < 2; time += 1) assert.equal(await fetchNonce(), nonce ?? 'n1');
      assert.deepEqual(asked, methods);
    });

  for (const status of [429, 500, 503])
    it(`is not asked for in another way where the server has trouble: ${status}`, async () => {
      const { asked, fetchNonce } = serverThat(status, undefined);
      for (let time = 0; time < 2; time += 1) await assert.rejects(fetchNonce(), /it has no such thing/);
      assert.deepEqual(asked, ['GET', 'GET']);
    });

  it('that does not come either way is told with the place', async () => {
    const wire: Wire = { send: async () => answer(200, undefined) };
    const url = 'https://ca.example/nonce?x=1';
    const fetchNonce = createNonceSource({ wire, url, userAgent: 'test', signal });
    await assert.rejects(fetchNonce(), { code: 'RESPONSE', place: 'https://ca.example/nonce' });
  });
});
