import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseKnownRecord } from '../../../core/issuance/known/known-record.js';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createFileStore } from '../../../core/store/file-store.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { labelsOf, nameOf } from '../../bench/lineages.js';
import type { Stage } from '../stage.js';
import type { PreparedSweep } from '../sweep.js';
import type { SharedStage } from '../two-hosts.js';
import { count, goodVersions, putMany, type Turn, turnsOf } from './many.js';
import { type NarrowPlace, onFiles, onPostgres } from './places.js';

/** Later than the last run of the program, in milliseconds: all that was written by it has settled. */
const settledMs = 10_000;

/** Many certificates in a place, of which few come due at a time. */
interface Many {
  readonly place: NarrowPlace;
  readonly madeAt: number;
  readonly turns: Turn[];
  readonly expected: Map<string, number>;
}

export interface NarrowSweep extends Pick<PreparedSweep, 'point'> {
  countEffects(): Promise<number>;
}

/**
 * Many certificates of which one or two are due, so that the pass looks at these alone: killed before an effect or a statement, and gone on with, by another host
 * where the store is on PostgreSQL. The points follow each other in one place, each with certificates of its own.
 */
export function createNarrowSweep(stage: Stage, shared: SharedStage | undefined): NarrowSweep {
  stage.provider.publishMs = 0;
  let made = 0;
  let many: Many | undefined;

  async function makeMany(): Promise<Many> {
    await many?.place.remove();
    made += 1;
    const name = `narrow-${made}`;
    const place = await (shared === undefined ? onFiles(stage, name) : onPostgres(shared, name));
    const madeAt = Date.now();
    const turns = turnsOf();
    await place.within((store) => putMany(store, stage.proxy.directoryUrl, turns, madeAt));
    await place.configure(labelsOf(count).map(nameOf).join('\n'));
    const fresh = {
      place,
      madeAt,
      turns: [...turns],
      expected: new Map(labelsOf(count).map((label) => [nameOf(label), 1])),
    };
    // What a first pass does to files is looked at once more by the next one.
    for (const laterMs of [settledMs, 2 * settledMs]) {
      for (const host of new Set(place.hosts)) await syncAt(host, laterMs);
    }
    many = fresh;
    return fresh;
  }

  /** @returns the turn that is next, its place, and the time that the program is to believe in, from the machine's */
  async function next() {
    const now = many === undefined || many.turns.length === 0 ? await makeMany() : many;
    const turn = now.turns.shift();
    if (turn === undefined) throw new Error('there is no turn');
    return { ...now, turn, laterMs: now.madeAt + turn.dueAfterMs + settledMs - Date.now() };
  }

  async function killAt(effect: number) {
    const where = `narrow, killed before effect ${effect}`;
    const { place, turn, expected, laterMs } = await next();
    const [first, other] = place.hosts;
    const before = stage.proxy.count('order-plz');
    const looksAtAll = await watchLooks(first.configDir);
    const killed = await first.run(['sync'], later(laterMs, { LETSENCRYPT_DNS_TEST_KILL_AT: String(effect) }));
    assert.ok(killed.signal === 'SIGKILL' || killed.code === 0, `${where}: ${killed.stderr}`);
    assert.equal(await looksAtAll(), false, where);
    await place.expireLeases();
    const since = Date.now() + laterMs + settledMs;
    await syncAt(other, laterMs + settledMs);
    assert.deepEqual(stage.provider.txt(), [], where);
    const restarts = 1 + (await settle(first, laterMs + settledMs, since));
    const orders = stage.proxy.count('order-plz') - before;
    assert.ok(orders <= turn.names.length + 1, `${where}: ${orders} orders`);
    for (const name of turn.names) expected.set(name, 2);
    await place.within((store) => check(store, expected, where));
    for (const { configDir } of place.hosts) {
      await check(createFileStore({ configDir, log: silentLogger }), expected, where);
    }
    // A turn of two orders twice by itself.
    return { orders: orders - turn.names.length + 1, restarts, leftovers: stage.provider.txt().length };
  }

  /** Effects of an uninterrupted run over one that is due. */
  async function countEffects(): Promise<number> {
    const { place, turn, expected, laterMs } = await next();
    const [first] = place.hosts;
    const countFile = join(first.configDir, '..', 'count');
    const looksAtAll = await watchLooks(first.configDir);
    const since = Date.now() + laterMs;
    await syncAt(first, laterMs, { LETSENCRYPT_DNS_TEST_COUNT_FILE: countFile });
    assert.equal(await looksAtAll(), false);
    const effects = Number((await readFile(countFile, 'utf8')).split('\n')[0]);
    assert.ok(effects >= 20, `only ${effects} effects`);
    for (const name of turn.names) expected.set(name, 2);
    for (const host of new Set([...place.hosts].reverse())) await settle(host, laterMs, since);
    return effects;
  }

  return {
    countEffects,
    point: (effect) =>
      killAt(effect).catch((error: unknown) => {
        // What is wrong there would be held against the points to come; the next one has a place of its own.
        many = undefined;
        throw error;
      }),
  };
}

/** Tells whether a pass has looked at all certificates since: their facts are kept then, of which one has changed. */
async function watchLooks(configDir: string): Promise<() => Promise<boolean>> {
  const keptAt = async () => (await stat(join(configDir, 'letsencrypt-dns/cache/lineages.json'))).mtimeMs;
  const before = await keptAt();
  return async () => (await keptAt()) !== before;
}

/** Settings of a run that is to believe that it is later. */
function later(ms: number, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...more, LATER_MS: String(ms), NODE_OPTIONS: `--import=${new URL('./later.js', import.meta.url).href}` };
}

async function syncAt(
  host: NarrowPlace['hosts'][number],
  laterMs: number,
  more: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { code, stdout, stderr } = await host.run(['sync'], later(laterMs, more));
  assert.equal(code, 0, stdout + stderr);
}

/**
 * Has a host come to know when each is due, since it looks at all until then.
 * @param since what it knew before that time counts for nothing, in milliseconds since the epoch
 * @returns how many runs that took
 */
async function settle(
  { configDir, run }: NarrowPlace['hosts'][number],
  laterMs: number,
  since: number,
): Promise<number> {
  const { publication } = createFileStore({ configDir, log: silentLogger });
  for (let runs = 0; runs < 4; runs += 1) {
    const known = await publication.state.read('known', parseKnownRecord);
    if (known?.index !== undefined && known.madeAt >= since) return runs;
    await syncAt({ configDir, run }, laterMs + (runs + 1) * settledMs);
  }
  throw new Error('it does not come to know when each is due');
}

async function check(store: CertificateStore, expected: ReadonlyMap<string, number>, where: string): Promise<void> {
  assert.deepEqual(await goodVersions(store), expected, where);
  for (const kind of ['owed-step', 'order', 'lineage-switch', 'lineage-delete'] as const) {
    assert.deepEqual(await store.journal.list(kind), [], where);
  }
}
