import assert from 'node:assert/strict';
import type { AcmeFault, AcmeTraffic } from '../faults/acme-proxy.js';
import { createPebbleWorld } from '../faults/pebble-world.js';
import { createRandom, type Random } from '../fuzz/random.js';
import { type Residue, residue } from './residue.js';

export interface SoakOptions {
  readonly passes: number;
  readonly seed: number;
  /** Told of what the process holds, now and then. */
  readonly onSample?: (pass: number, residue: Residue, counts: SoakCounts) => void;
}

export interface SoakCounts {
  issued: number;
  renewed: number;
  removed: number;
  failed: number;
}

export interface SoakResult {
  readonly counts: SoakCounts;
  /** When the first passes had loaded all code and filled all caches. */
  readonly before: Residue;
  readonly after: Residue;
}

const hour = 3_600_000;
const hosts = ['a', 'b', 'c', 'd', 'e', 'f'].map((host) => `${host}.example.com`);
const problem = 'urn:ietf:params:acme:error:';

/**
 * Passes that issue, renew and remove against Pebble, each by a program that has just been started, in this process:
 * a third of the good nonces is rejected, orders become invalid, the CA and the provider fail or are slow. In the end
 * all that is asked for is there, nothing is at the provider or in the journal, and the process holds no more than
 * after its first passes.
 */
export async function soak({ passes, seed, onSample }: SoakOptions): Promise<SoakResult> {
  const random = createRandom(seed);
  await using world = await createPebbleWorld({}, { env: { PEBBLE_WFE_NONCEREJECT: '30' } });
  const counts: SoakCounts = { issued: 0, renewed: 0, removed: 0, failed: 0 };
  const warm = Math.max(5, Math.floor(passes / 5));
  let before: Residue | undefined;
  for (let pass = 1; pass <= passes; pass += 1) {
    const isTrouble = random.oneIn(2);
    const wanted = hosts.filter(() => !random.oneIn(3));
    await world.writeDomains(wanted.map((name) => `${name} www.${name}\n`).join('') || `${hosts[0]}\n`);
    world.proxy.fault = isTrouble ? acmeTrouble(random) : undefined;
    world.provider.fault = isTrouble ? providerTrouble(random) : undefined;
    world.provider.publishMs = random.oneIn(5) ? 400 : 0;
    const force = new Set(wanted.filter(() => random.oneIn(3)));
    const { outcomes } = await world.pass({ force, isStart: random.oneIn(2), allowRemovals: true });
    for (const { action, failure } of outcomes) {
      if (failure !== undefined) counts.failed += 1;
      else if (action.kind === 'create') counts.issued += 1;
      else if (action.kind === 'remove') counts.removed += 1;
      else counts.renewed += 1;
    }
    world.events.length = 0;
    world.provider.requests.length = 0;
    world.clock.advance(random.oneIn(3) ? 25 * hour : hour);
    if (pass === warm) before = await residue();
    else if (pass % warm === 0 && pass < passes) onSample?.(pass, await residue(), counts);
  }
  world.proxy.fault = undefined;
  world.provider.fault = undefined;
  world.provider.publishMs = 0;
  await world.writeDomains(hosts.join('\n'));
  for (let tries = 0; tries < 10; tries += 1) {
    const { outcomes } = await world.pass();
    world.clock.advance(25 * hour);
    if (outcomes.length === 0) break;
  }
  const { actions } = await world.pass();
  assert.deepEqual(
    actions.map(({ kind, name }) => `${kind} ${name}`).sort(),
    hosts.map((name) => `keep ${name}`),
  );
  assert.deepEqual(world.provider.txt(), [], 'records are left');
  for (const kind of ['lineage-delete', 'lineage-switch', 'order', 'owed-step', 'txt-record'] as const)
    assert.deepEqual(await world.within(({ store }) => store.journal.list(kind)), [], `the journal holds: ${kind}`);
  assert.equal((await world.within(({ store }) => store.accounts.list())).length, 1);
  const after = await residue();
  return { counts, before: before ?? after, after };
}

/** Each request meets it with a small chance. */
function acmeTrouble(random: Random): (traffic: AcmeTraffic) => AcmeFault | undefined {
  const invalid = (body: Record<string, unknown>) => ({
    ...body,
    status: 'invalid',
    error: { type: `${problem}unauthorized`, detail: 'on purpose', status: 403 },
  });
  const faults: readonly [AcmeFault, ...AcmeFault[]] = [
    { status: 500, body: { type: `${problem}serverInternal`, detail: 'on purpose' } },
    { status: 503, headers: { 'retry-after': '1' } },
    { reset: true },
    { truncate: true },
    { delayMs: 200 },
  ];
  return ({ resource }) => {
    if (resource === 'my-order' && random.oneIn(10)) return { rewrite: invalid };
    return random.oneIn(20) ? random.pick(faults) : undefined;
  };
}

function providerTrouble(random: Random) {
  return () => (random.oneIn(10) ? { status: random.pick([429, 500, 503]) } : undefined);
}
