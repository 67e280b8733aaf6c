import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { projectRoot } from '../lab/index.js';

/** Providers that the conformance suite cannot try, and why. */
const without: Readonly<Record<string, string>> = {
  acmedns: 'acme-dns takes TXT values of one name and can neither list nor remove them.',
  ddns: 'It speaks DNS rather than HTTP: real name servers try it, in test/providers/ddns.',
  duckdns: 'The service keeps one TXT value for a whole zone, so that nearly every case, about several, means nothing.',
  exec: 'It starts a program of the user, which can neither list records nor find zones.',
  httpreq: 'It posts to an address of the user, which can neither list records nor find zones.',
  standalone: 'There is no service behind it: it answers DNS itself, which Pebble tries in test/providers/standalone.',
};

function runsConformance(id: string): boolean {
  const folder = join(projectRoot(), 'test/providers', id);
  if (!existsSync(folder)) return false;
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  return files.some((name) => /describe(Conformance|Provider)\(/.test(readFileSync(join(folder, name), 'utf8')));
}

it('every provider runs the conformance suite, or there is a sentence why not', () => {
  const ids = readdirSync(join(projectRoot(), 'providers')).filter((id) =>
    existsSync(join(projectRoot(), 'providers', id, 'manifest.json')),
  );
  assert.ok(ids.length > 60);
  assert.deepEqual(
    ids.filter((id) => !runsConformance(id) && without[id] === undefined),
    [],
    'these need a test with describeProvider()',
  );
  assert.deepEqual(
    Object.keys(without).filter((id) => !ids.includes(id) || runsConformance(id)),
    [],
    'these need no sentence any more',
  );
});
