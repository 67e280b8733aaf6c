import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import type { ProviderManifest } from '../../core/sdk/manifest.js';
import { projectRoot } from '../lab/index.js';

const folder = join(projectRoot(), 'providers');

/**
 * Providers that the conformance suite cannot try, and why. Those whose manifest says `singleTxt` need no sentence: they
 * keep one value, and nearly every case is about several.
 */
const without: Readonly<Record<string, string>> = {
  bookmyname: 'Its API adds and removes values, and can neither list records nor find zones.',
  czechia: 'Its API adds and removes values, and can neither list records nor find zones.',
  ddns: 'It speaks DNS rather than HTTP: real name servers try it, in test/providers/ddns.',
  dyndnsfree: 'Its API adds values, and can neither list records nor find zones.',
  httpreq: 'It posts to an address of the user, which can neither list records nor find zones.',
  ipprojects: 'Its API adds and removes values, and can neither list records nor find zones.',
  ispconfigddns: 'Its API adds and removes values, and can neither list records nor find zones.',
  kappernet: 'How its API shows records is not known.',
  kinghost: 'Its API adds and removes values, and can neither list records nor find zones.',
  localzone: 'It writes a file and makes no request.',
  mgwmedia: 'Its API adds and removes values, and can neither list records nor find zones.',
  mydnsjp: 'Its API adds and removes values, and can neither list records nor find zones.',
  namemaster: 'Its API adds values, which go by themselves, and cannot list records.',
  namesurfer:
    'It is not known how its searches tell names: cases with exchanges by hand try it, in test/providers/namesurfer.',
  omglol: 'Its zones are the addresses below omg.lol alone: cases at a fake of one try it, in test/providers/omglol.',
  standalone: 'There is no service behind it: it answers DNS itself, which Pebble tries in test/providers/standalone.',
  tele3: 'Its API adds and removes values, and can neither list records nor find zones.',
  webnamesca: 'Its API adds and removes values, and can neither list records nor find zones.',
  webnamesru: 'Its API adds and removes values, and can neither list records nor find zones.',
  zoneedit: 'Its API adds and removes values, and can neither list records nor find zones.',
};

function isExcused(id: string): boolean {
  const { capabilities } = JSON.parse(readFileSync(join(folder, id, 'manifest.json'), 'utf8')) as ProviderManifest;
  return capabilities.singleTxt !== undefined || without[id] !== undefined;
}

function runsConformance(id: string): boolean {
  const tests = join(projectRoot(), 'test/providers', id);
  if (!existsSync(tests)) return false;
  const files = readdirSync(tests).filter((name) => name.endsWith('.test.ts'));
  return files.some((name) => {
    const text = readFileSync(join(tests, name), 'utf8');
    // The test of a family is made for all of its members at once.
    const families = [...text.matchAll(/'\.\.\/families\/(\w+)\.js'/g)].map(([, family]) =>
      readFileSync(join(tests, '../families', `${family}.ts`), 'utf8'),
    );
    return [text, ...families].some((each) => /describe(Conformance|Provider)\(/.test(each));
  });
}

it('every provider runs the conformance suite, or there is a sentence why not', () => {
  const ids = readdirSync(folder).filter((id) => existsSync(join(folder, id, 'manifest.json')));
  assert.ok(ids.length > 60);
  assert.deepEqual(
    ids.filter((id) => !runsConformance(id) && !isExcused(id)),
    [],
    'these need a test with describeProvider()',
  );
  assert.deepEqual(
    Object.keys(without).filter((id) => !ids.includes(id) || runsConformance(id)),
    [],
    'these need no sentence any more',
  );
});
