import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { silentLogger } from '../../core/sdk/logger.js';
import { createFileStore } from '../../core/store/file-store.js';
import { type Scenario, writeHook } from './scenarios.js';
import { type Stage, writeDomains } from './stage.js';

/** What a sweep over one scenario came to. */
export interface SweepFigures {
  readonly scenario: string;
  /** Effects of an uninterrupted run. */
  readonly effects: number;
  readonly points: number;
  readonly restarts: number;
  readonly orders: number;
  /** Most orders of one interrupted run and its restarts together, beyond those of an uninterrupted one. */
  readonly mostExtraOrders: number;
  /** TXT records left after a restart. */
  readonly leftovers: number;
}

/** A scenario, prepared: each point starts from a copy of its volume. */
export interface PreparedSweep {
  readonly effects: number;
  /** Kills before this effect, restarts, and checks. @throws AssertionError */
  point(effect: number): Promise<{ orders: number; restarts: number; leftovers: number }>;
}

/** Brings the starting volume about, and counts the effects of an uninterrupted run. */
export async function prepareSweep(stage: Stage, scenario: Scenario): Promise<PreparedSweep> {
  stage.provider.publishMs = 0;
  const { before } = scenario;
  const template = await stage.volume(`${scenario.name}-template`, before && (await madeVolume(stage, before)));
  await writeDomains(template, scenario.domains);
  stage.provider.publishMs = scenario.publishMs ?? 0;
  const countFile = join(template, '..', 'count');
  const counting = await stage.volume(`${scenario.name}-count`, template);
  const hook = scenario.hook ? await writeHook(join(counting, 'hook')) : undefined;
  const counted = await stage.run(counting, scenario.command, {
    ...scenario.env,
    ...(hook !== undefined && { DEPLOY_HOOK: hook.path }),
    LETSENCRYPT_DNS_TEST_COUNT_FILE: countFile,
  });
  assert.equal(counted.code, scenario.hook ? 1 : 0, counted.stderr);
  const effects = Number((await readFile(countFile, 'utf8')).split('\n')[0]);
  assert.ok(effects >= 20, `only ${effects} effects`);
  if (before === undefined && scenario.env === undefined) volumesOf(stage).set(scenario.domains, counting);
  return { effects, point: (effect) => killAt(stage, scenario, template, effect) };
}

/** What uninterrupted runs made of a configuration on an empty volume: others start from copies of it. */
const volumes = new WeakMap<Stage, Map<string, string>>();

function volumesOf(stage: Stage): Map<string, string> {
  const known = volumes.get(stage) ?? new Map<string, string>();
  volumes.set(stage, known);
  return known;
}

async function madeVolume(stage: Stage, domains: string): Promise<string> {
  const known = volumesOf(stage).get(domains);
  if (known !== undefined) return known;
  const volume = await stage.volume(`made-${volumesOf(stage).size}`);
  await writeDomains(volume, domains);
  const made = await stage.run(volume, ['sync']);
  assert.equal(made.code, 0, made.stderr);
  volumesOf(stage).set(domains, volume);
  return volume;
}

async function killAt(stage: Stage, scenario: Scenario, template: string, effect: number) {
  const where = `${scenario.name}, killed before effect ${effect}`;
  const configDir = await stage.volume(`${scenario.name}-${effect}`, template);
  const hook = scenario.hook ? await writeHook(join(configDir, 'hook')) : undefined;
  const env = { ...scenario.env, ...(hook !== undefined && { DEPLOY_HOOK: hook.path }) };
  const ordersBefore = stage.proxy.count('order-plz');
  const revokedBefore = stage.proxy.count('revoke-cert');
  const killed = await stage.run(configDir, scenario.command, {
    ...env,
    LETSENCRYPT_DNS_TEST_KILL_AT: String(effect),
  });
  // Few effects more or less depend on time; a run that ended before its kill is a run.
  assert.ok(killed.signal === 'SIGKILL' || killed.code === (scenario.hook ? 1 : 0), `${where}: ${killed.stderr}`);
  let restarts = 0;
  async function restart(code: number): Promise<void> {
    restarts += 1;
    const again = await stage.run(configDir, scenario.command[0] === 'renew' ? scenario.command : ['sync'], env);
    assert.equal(again.code, code, `${where}: ${again.stdout}${again.stderr}`);
  }
  const versionsBefore = killed.signal === 'SIGKILL' ? await versionsOf(configDir) : undefined;
  const isDone = scenario.command[0] === 'renew' && versionsBefore?.['www.example.com'] === 2;
  if (!isDone) await restart(scenario.hook ? 1 : 0);
  if (isDone || hook !== undefined) {
    if (hook !== undefined) await writeFile(hook.permit, '');
    restarts += 1;
    const settled = await stage.run(configDir, ['sync'], env);
    assert.equal(settled.code, 0, `${where}: ${settled.stdout}${settled.stderr}`);
  }
  const orders = stage.proxy.count('order-plz') - ordersBefore;
  const leftovers = stage.provider.txt();
  assert.deepEqual(leftovers, [], where);
  assert.ok(orders <= scenario.orders + 1, `${where}: ${orders} orders`);
  await check(scenario, configDir, where, hook?.runs);
  const revoked = stage.proxy.count('revoke-cert') - revokedBefore;
  assert.equal(revoked > 0, scenario.revoked !== undefined, `${where}: ${revoked} revocations`);
  if (hook !== undefined) await checkNoMoreRuns(stage, configDir, env, hook.runs, where);
  await rm(configDir, { recursive: true });
  return { orders, restarts, leftovers: leftovers.length };
}

/** Certificate → the N of its links; a torn lineage shows as NaN. */
async function versionsOf(configDir: string): Promise<Record<string, number>> {
  const store = createFileStore({ configDir, log: silentLogger });
  await store.recover();
  const lineages = await store.lineages();
  return Object.fromEntries(lineages.map(({ name, version }) => [name, version ?? Number.NaN]));
}

async function check(
  scenario: Scenario,
  configDir: string,
  where: string,
  hookRuns: string | undefined,
): Promise<void> {
  const store = createFileStore({ configDir, log: silentLogger });
  const lineages = await store.lineages();
  assert.deepEqual(
    lineages.map(({ name, health }) => ({ name, health })),
    Object.keys(scenario.expected).map((name) => ({ name, health: 'good' })),
    where,
  );
  for (const { name, version } of lineages) {
    const wanted = scenario.expected[name] ?? 0;
    // A kill after the switch and before the end of the command renews once more.
    assert.ok(
      version === wanted || (scenario.command[0] === 'renew' && version === wanted + 1),
      `${where}: ${version}`,
    );
    if (scenario.pfx) {
      assert.equal(basename(await readlink(join(configDir, 'live', name, 'cert.pfx'))), `cert${version}.pfx`, where);
    }
  }
  assert.deepEqual(await store.journal.list('owed-step'), [], where);
  assert.deepEqual(await store.journal.list('order'), [], where);
  assert.deepEqual(await store.journal.list('lineage-switch'), [], where);
  const accounts = await store.accounts.list();
  assert.equal(accounts.length, 1, `${where}: ${accounts.length} accounts`);
  assert.ok(accounts[0]?.accountUrl !== undefined, where);
  if (scenario.revoked !== undefined) {
    for (const directory of ['live', 'archive']) {
      assert.ok(!(await readdir(join(configDir, directory))).includes(scenario.revoked), where);
    }
  }
  if (hookRuns !== undefined) assert.ok(existsSync(hookRuns), `${where}: the hook never succeeded`);
}

/** Steps are owed until they have succeeded once, and no longer. */
async function checkNoMoreRuns(
  stage: Stage,
  configDir: string,
  env: Readonly<Record<string, string>>,
  runs: string,
  where: string,
): Promise<void> {
  const before = await readFile(runs, 'utf8');
  assert.equal(before.trim().split('\n').length, 1, `${where}: the hook succeeded more than once`);
  const idle = await stage.run(configDir, ['sync'], env);
  assert.equal(idle.code, 0, idle.stderr);
  assert.equal(await readFile(runs, 'utf8'), before, `${where}: the hook ran again`);
}
