import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { client } from '../support.js';
import { withHub } from './wire-hub.js';

const edge = client('edge', { doors: ['certificates'], certificates: ['www.example.com', 'gone.example.com'] });
const other = client('other', { doors: ['certificates'], certificates: [] });

describe('the door certificates', () => {
  it('hands out the lineages of a client, and a newer version as soon as it is there', async () => {
    await withHub([edge, other], async ({ ask, world, services }) => {
      assert.equal((await ask('/certificates/www.example.com', { as: edge })).status, 404);
      await world.pass();
      const first = await ask('/certificates/www.example.com', { as: edge });
      const body = JSON.parse(first.text) as Record<string, string | number>;
      assert.deepEqual(Object.keys(body), ['name', 'version', 'notAfter', 'cert', 'chain', 'fullchain', 'privkey']);
      assert.equal(body.version, 1);
      assert.equal(body.fullchain, `${body.cert}${body.chain}`);
      assert.deepEqual(await services.store.material('www.example.com'), {
        cert: body.cert,
        chain: body.chain,
        privkey: body.privkey,
      });

      const etag = first.headers.get('etag') ?? '';
      const known = { as: edge, headers: { 'If-None-Match': etag } };
      assert.equal((await ask('/certificates/www.example.com', known)).status, 304);
      const waiting = ask('/certificates/www.example.com?wait=60', known);
      await world.pass({ force: new Set(['www.example.com']) });
      world.clock.advance(1000);
      const second = await waiting;
      assert.equal((JSON.parse(second.text) as { version: number }).version, 2);

      const listed = JSON.parse((await ask('/certificates', { as: edge })).text) as object;
      assert.deepEqual(listed, { certificates: ['www.example.com', 'gone.example.com'] });
      for (const [as, path, status] of [
        [edge, '/certificates/gone.example.com', 404],
        [other, '/certificates/www.example.com', 404],
        [edge, '/certificates/www.example.com?wait=x', 400],
        [undefined, '/certificates/www.example.com', 401],
      ] as const)
        assert.equal((await ask(path, as === undefined ? {} : { as })).status, status, path);
    });
  });
});
