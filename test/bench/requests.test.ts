import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { missing } from '../lab/index.js';
import { ours } from './contenders.js';
import { fewestRequests } from './fewest-requests.js';
import { measure } from './measure.js';
import { openStage, type Stage } from './stage.js';
import { openSubject } from './subject.js';

const names = 2;

const fewest = fewestRequests(names);

/** Certificates in work at the same time; more nonces than that are never missing. */
const atOnce = 8;

/** Pebble's names for the requests of an issuance, without polls: once in each run, for each certificate, for each name. */
const perRun = ['/dir', '/nonce-plz'];
const perCertificate = ['/order-plz', '/finalize-order', '/certZ'];
const perName = ['/authZ', '/chalZ'];
const polls = '/my-order';

const countCalls = new URL('count-calls.js', import.meta.url).href;

interface Counts {
  readonly acme: ReadonlyMap<string, number>;
  readonly provider: number;
  readonly writes: number;
  /** Calls of Node that cost time, see `count-calls.ts`. */
  readonly calls: Readonly<Record<string, number>>;
}

describe('the requests of a run', { skip: missing('pebble', 'pdns_server', 'openssl') }, () => {
  const subject = openSubject();
  let stage: Stage;
  before(async () => {
    stage = await openStage({ alwaysValid: true });
  });
  after(() => stage[Symbol.asyncDispose]());

  /** What a run over so many certificates asks, of which some may be there already. */
  async function sync(certificates: number): Promise<Counts & { stdout: string; all: number }> {
    const { command, env, count } = await ours(subject).prepare(stage, certificates);
    const paths = ['/sign-me-up', ...perRun, ...perCertificate, ...perName, polls];
    const look = () => ({
      all: stage.acmeRequests(),
      provider: stage.providerRequests(),
      writes: stage.providerWrites(),
      kinds: paths.map((path) => stage.acmeRequestsTo(path)),
    });
    const before = look();
    const [node = '', ...rest] = command;
    const counts = join(stage.directory, 'calls.json');
    const options = {
      env: { ...env, CALL_COUNTS: counts },
      cwd: stage.directory,
      watchesMemory: false,
      timeoutMs: 120_000,
    };
    const { code, stdout, stderr } = await measure([node, '--import', countCalls, ...rest], options);
    const after = look();
    assert.equal(code, 0, stderr);
    assert.equal(await count(), certificates);
    const acme = new Map(
      paths.map((path, index) => [path, (after.kinds[index] ?? 0) - (before.kinds[index] ?? 0)] as const),
    );
    return {
      stdout,
      acme,
      calls: JSON.parse(readFileSync(counts, 'utf8')) as Record<string, number>,
      all: after.all - before.all,
      provider: after.provider - before.provider,
      writes: after.writes - before.writes,
    };
  }

  it('are the fewest that the protocol allows, for one certificate', async () => {
    const { acme, provider, writes, calls } = await sync(1);
    assert.equal(calls.connect, names, 'connections to the CA');
    for (const path of ['/sign-me-up', ...perRun, ...perCertificate]) assert.equal(acme.get(path), 1, path);
    for (const path of perName) assert.equal(acme.get(path), names, path);
    // A validation may take its time once.
    assert.ok(inBounds(acme.get(polls), 1, 3), `${acme.get(polls)} polls`);
    // The zone is read to find it, and once more in each turn to write: other processes may have had theirs in between.
    assert.ok(inBounds(provider, 4, 5), `${provider} requests to the provider`);
    assert.equal(writes, 2, 'one that adds, one that deletes');
  });

  it('are hardly more for each of seven at once', async () => {
    const { acme, provider, writes, calls } = await sync(1 + 7);

    assert.equal(acme.get('/sign-me-up'), 0);
    assert.equal(acme.get('/dir'), 1);
    for (const path of perCertificate) assert.equal(acme.get(path), 7, path);
    for (const path of perName) assert.equal(acme.get(path), 7 * names, path);
    // Each request under way needs a nonce of its own, and one answer brings one.
    assert.ok(inBounds(acme.get('/nonce-plz'), 1, atOnce), `${acme.get('/nonce-plz')} nonces fetched`);
    const total = [...acme.values()].reduce((sum, count) => sum + count, 0);
    assert.ok(inBounds(total, 7 * (fewest - 1), 7 * (fewest + 0.5) + 1 + atOnce), `${total} requests to the CA`);
    // One that adds and one that deletes, for each; fewer where one serves several.
    assert.ok(inBounds(writes, 2, 7 * 2), `${writes} writes at the provider`);
    // The zone is read to find it, and before each write, so that values of others stay.
    assert.ok(inBounds(provider - writes, 1, writes + 1), `${provider - writes} reads for ${writes} writes`);
    // Keys: those of the account, and each new one once. Certificates: each new one once, its issuer, the CA's bundle, the one that was there.
    assert.ok(inBounds(calls['parse key'], 8, 8 + 7), `${calls['parse key']} keys parsed`);
    assert.ok(inBounds(calls['parse certificate'], 7, 7 + 5), `${calls['parse certificate']} certificates parsed`);
    // As many as requests are under way, and none again.
    assert.ok(inBounds(calls.connect, 1, 7 * names), `${calls.connect} connections to the CA`);
    // A run by itself syncs a dozen times and opens some two hundred files and directories. How many share a turn at the
    // zone hangs on how busy the machine is: each has its claim, its journal and its way back.
    assert.ok(inBounds(calls.sync, 7, 7 * 15 + 10 + 8 * writes), `${calls.sync} syncs with ${writes} turns`);
    const most = 7 * 34 + 150 + 14 * writes;
    assert.ok(inBounds(calls.open, 7, most), `${calls.open} files and directories opened with ${writes} turns`);
    // What was saved is looked at once, when all is done: four files and the renewal configuration.
    assert.ok(inBounds(calls.read, 7, 7 * 5 + 35), `${calls.read} reads`);
  });

  it('are none where nothing has changed', async () => {
    // A CA that can say when it wants certificates renewed is asked once, and then not for hours.
    if (stage.pebble.supports.ari) await sync(1 + 7);
    const { all, provider, stdout } = await sync(1 + 7);
    assert.match(stdout, /nothing to do, 8 unchanged/);
    assert.deepEqual({ all, provider }, { all: 0, provider: 0 });
  });
});

function inBounds(count: number | undefined, least: number, most: number): boolean {
  return count !== undefined && count >= least && count <= most;
}
