import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';
import { traced } from '../lab/traced.js';

/**
 * Asks a server of its own for some answers, in pieces that are together more than V8 lets pass before it optimizes. Of what is
 * compiled before and after V8 compares the length of the text, and has no look at all where the text is the same.
 */
const work = `const cachedData = new (await import('node:vm')).Script('1').createCachedData();
const { createServer } = await import('node:http');
const [http, how] = process.argv.slice(1);
const { createDispatcher } = await import(http + '/dispatcher.js');
const { openPool } = how === 'light' ? {} : await import(http + '/open-pool.js');
const headers = Object.fromEntries(Array.from({ length: 40 }, (_, index) => ['x-' + index, 'v'.repeat(200)]));
const server = createServer((_, response) => response.writeHead(200, headers).end('{}')).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const dispatcher = openPool ? openPool([], {}) : createDispatcher({ env: {} });
const origin = 'http://127.0.0.1:' + server.address().port;
for (let count = 0; count < 150; count += 1)
  await dispatcher.request({ origin, path: '/', method: 'GET' });
await dispatcher.close();
server.close();
const { Script } = await import('node:vm');
console.log('kept before', new Script('2', { cachedData }).cachedDataRejected ? 'no good' : 'good');`;

describe('the parser of HTTP', () => {
  const folder = join(projectRoot(), 'dist/core/http');
  const compiled = (how: string) => traced('--trace-wasm-compilation-times', work, folder, how);

  it('is not compiled once more, for a sixth of a second, as soon as some answers have come', async () => {
    const optimized = /TurboFan/i;
    assert.match(await compiled('usual'), optimized, 'the trace works');
    const light = await compiled('light');
    assert.doesNotMatch(light, optimized);
    assert.match(light, /kept before good/, 'V8 still takes code that was compiled before');
  });
});
