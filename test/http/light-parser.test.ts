import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../lab/index.js';
import { traced } from '../lab/traced.js';

/** Asks a server of its own for some answers, in pieces that are together more than V8 lets pass before it optimizes. */
const work = `const { createServer } = await import('node:http');
const [http, how] = process.argv.slice(1);
const { createDispatcher } = await import(http + '/dispatcher.js');
const { openPool } = how === 'light' ? {} : await import(http + '/open-pool.js');
const headers = Object.fromEntries(Array.from({ length: 40 }, (_, index) => ['x-' + index, 'v'.repeat(200)]));
const server = createServer((_, response) => response.writeHead(200, headers).end('{}')).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const dispatcher = openPool ? openPool([], {}) : createDispatcher({ env: {} });
const origin = 'http://127.0.0.1:' + server.address().port;
for (let count = 0; count < 150; count += 1)
  await (await dispatcher.request({ origin, path: '/', method: 'GET' })).body.dump();
await dispatcher.close();
server.close();`;

describe('the parser of HTTP', () => {
  const folder = join(projectRoot(), 'dist/core/http');
  const compiled = (how: string) => traced('--trace-wasm-compilation-times', work, folder, how);

  it('is not compiled once more, for a sixth of a second, as soon as some answers have come', async () => {
    const optimized = /TurboFan/i;
    assert.match(await compiled('usual'), optimized, 'the trace works');
    assert.doesNotMatch(await compiled('light'), optimized);
  });
});
