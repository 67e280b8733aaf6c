import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { builtInRegistry } from '../../core/manifest/built-in.js';
import { missing, type Pebble, startPebble } from '../lab/index.js';
import { serveRecords } from '../providers/serve-records.js';
import { issueByLego } from './issue.js';
import { proven, sample } from './proven.js';
import { subjectsOf } from './subjects.js';
import { variablesOf } from './variables.js';

/** All of them: `BY_LEGO=full npm test -- by-lego`. */
const tried = process.env.BY_LEGO === 'full' ? Object.keys(proven) : sample;
const subjects = await subjectsOf(tried);

describe('lego takes for the service itself the fake of', {
  skip: missing('lego', 'pebble'),
  concurrency: 4,
}, () => {
  let pebble: Pebble;
  let dns: Awaited<ReturnType<typeof serveRecords>>;
  before(async () => {
    // All that lego asks for is where the zone begins.
    dns = await serveRecords(() => []);
    pebble = await startPebble({ dnsServer: dns.dnsAddress, env: { PEBBLE_VA_ALWAYS_VALID: '1' } });
  });
  after(() => Promise.all([pebble.stop(), dns.stop()]));

  for (const id of tried)
    it(id, async () => {
      const code = proven[id] ?? '';
      const manifest = builtInRegistry().findProvider(id)?.manifest;
      const subject = subjects.find(({ provider }) => provider === id);
      assert.ok(manifest !== undefined && subject !== undefined, 'there is no such provider, or it has no fake');
      const env = variablesOf(manifest, subject.options);
      const outcome = await issueByLego({ pebble, resolver: dns.dnsAddress, code, env, fake: subject.createFake() });
      assert.deepEqual(outcome, { complaints: [], together: 2, left: 0 });
    });
});
