import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { style } from '../../core/status/page/style.js';
import { createTempDir, missing, type TempDir } from '../lab/index.js';
import { visit } from './chromium.js';
import { readPng } from './png.js';
import { createStage, playPass, type Stage } from './stage.js';

type Scheme = 'light' | 'dark';

/** The colours of a scheme, from the style itself. */
function palette(scheme: Scheme): Record<string, string> {
  const found = [...style.matchAll(/--([a-z-]+):light-dark\((#[0-9a-f]+),(#[0-9a-f]+)\)/g)];
  return Object.fromEntries(
    found.map(([, name = '', light = '', dark = '']) => [name, scheme === 'light' ? light : dark]),
  );
}

function channels(colour: string): [number, number, number] {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : (colour.slice(1).match(/../g) ?? []);
  return digits.map((pair) => Number.parseInt(pair, 16)) as [number, number, number];
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [high, low] = [one, other].map(luminance).sort((a, b) => b - a) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the colours of the page', () => {
  for (const scheme of ['light', 'dark'] as const) {
    it(`can be told apart, ${scheme}`, () => {
      const colours = palette(scheme);
      const pairs = [
        ...['page', 'card'].flatMap((ground) =>
          ['text', 'soft', 'good', 'note', 'bad', 'calm'].map((ink) => [ink, ground]),
        ),
        ...['good', 'note', 'bad', 'calm'].map((tone) => [tone, `${tone}-soft`]),
        ...['note', 'bad'].flatMap((tone) => [
          ['text', `${tone}-soft`],
          ['soft', `${tone}-soft`],
        ]),
      ];
      const weak = pairs.filter(([ink = '', ground = '']) => contrast(colours[ink] ?? '', colours[ground] ?? '') < 4.5);
      assert.deepEqual(weak, []);
    });
  }
});

describe('the page in a browser', { skip: missing('chromium') }, () => {
  let stage: Stage;
  let pictures: TempDir;
  before(async () => {
    stage = await createStage();
    playPass(stage.server, 'aaaa1111');
    pictures = await createTempDir('pictures');
    if (process.env.PICTURES_DIR !== undefined) await mkdir(process.env.PICTURES_DIR, { recursive: true });
  });
  after(async () => {
    await stage.stop();
    await pictures.remove();
  });

  for (const [scheme, width, height] of [
    ['light', 1200, 1400],
    ['dark', 1200, 1400],
    ['light', 500, 2400],
  ] as const) {
    it(`is shown whole, ${scheme}, ${width} wide`, async () => {
      const picture = join(process.env.PICTURES_DIR ?? pictures.path, `${scheme}-${width}.png`);
      const { dom, console } = await visit({ url: stage.server.url, scheme, width, height, picture });
      assert.deepEqual(console, [], 'the console has no word of a refused style or script');
      assert.equal(dom.match(/<li class="card /g)?.length, 5);
      assert.equal(dom.match(/<h1>/g)?.length, 1);
      assert.match(dom, /<html lang="en">/);
      assert.doesNotMatch(dom, /<svg(?![^>]*(aria-hidden|aria-label))/);
      const { at, has, ...size } = readPng(await readFile(picture));
      assert.deepEqual([size.width, size.height], [width, height]);
      const colours = palette(scheme);
      assert.deepEqual(at(3, 3), channels(colours.page ?? ''), 'the ground');
      for (const name of ['card', 'text', 'good', 'bad', 'bad-soft', 'track'] as const) {
        assert.ok(has(channels(colours[name] ?? '')), `nothing is drawn in the colour ${name}`);
      }
    });
  }
});
