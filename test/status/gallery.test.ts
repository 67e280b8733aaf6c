import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { contentSecurityPolicy } from '../../core/status/page/shell.js';
import { missing } from '../lab/index.js';
import { startBrowser } from './browser.js';
import { gallery } from './gallery.js';
import { broken, faint, headings, overflow, tiny } from './looks.js';
import { readPng } from './png.js';

const schemes = ['light', 'dark'] as const;
const sizes = [
  { name: 'desktop', width: 1280, height: 900 },
  { name: 'phone', width: 360, height: 740 },
] as const;

/** With PICTURES_DIR all are drawn, and the pictures kept there, for people. */
const kept = process.env.PICTURES_DIR;

/** Each size and each scheme of every page: what fits goes by the size, what can be read by the scheme. */
function isDrawn(size: (typeof sizes)[number]['name'], scheme: (typeof schemes)[number]): boolean {
  return kept !== undefined || (size === 'desktop') === (scheme === 'light');
}

describe('the pages, as they are drawn', { skip: missing('chromium') }, () => {
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1);
    const page = Object.hasOwn(gallery, name) ? gallery[name] : undefined;
    response.writeHead(page === undefined ? 404 : 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
    });
    response.end(page);
  });
  let browser: Awaited<ReturnType<typeof startBrowser>>;
  before(async () => {
    if (kept !== undefined) await mkdir(kept, { recursive: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    browser = await startBrowser();
  });
  after(async () => {
    await browser.stop();
    server.close();
    server.closeAllConnections();
  });

  for (const name of Object.keys(gallery)) {
    for (const size of sizes) {
      for (const scheme of schemes.filter((each) => isDrawn(size.name, each))) {
        it(`${name}, ${size.name}, ${scheme}: all of it fits, can be read and be touched`, async () => {
          const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`;
          await browser.look(
            { url, scheme, ...size, whole: kept !== undefined },
            async ({ picture, console, evaluate }) => {
              if (kept !== undefined) await writeFile(join(kept, `${name}-${size.name}-${scheme}.png`), picture);
              assert.deepEqual(console, []);
              assert.deepEqual(await evaluate(overflow), { scrolls: false, beyond: [] });
              assert.deepEqual(await evaluate(faint), []);
              assert.deepEqual(await evaluate(tiny), []);
              assert.deepEqual(await evaluate(broken), []);
              const { width, at } = readPng(picture);
              assert.equal(width, size.width);
              const [red] = at(2, 2);
              assert.ok(scheme === 'light' ? red > 200 : red < 60, 'the ground has the colour of the scheme');
            },
          );
        });
      }
    }
  }

  it('has what needs a hand before all that is well, at any width', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/failing`;
    for (const size of sizes) {
      await browser.look({ url, scheme: 'light', ...size, whole: false }, async ({ evaluate }) => {
        const at = await evaluate<Record<string, number>>(headings);
        const found = ['Needs a hand', 'All well', 'Last passes'].map((title) => at[title] ?? Number.NaN);
        assert.deepEqual(
          found,
          [...found].sort((a, b) => a - b),
        );
        assert.ok((found[0] ?? Number.NaN) < size.height, 'without a scroll');
      });
    }
  });
});
