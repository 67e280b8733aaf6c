import assert from 'node:assert/strict';
import { readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { silentLogger } from '../../core/sdk/logger.js';
import { createFileStore } from '../../core/store/file-store.js';
import type { Scenario } from './scenarios.js';
import type { PreparedSweep } from './sweep.js';
import type { Host, SharedStage, TwoHosts } from './two-hosts.js';

/**
 * The sweep over a store that two hosts share: one is killed before an effect or a statement, the other goes on, and the
 * first comes back later. Counts the effects of an uninterrupted run.
 */
export async function prepareSharedSweep(shared: SharedStage, scenario: Scenario): Promise<PreparedSweep> {
  const { provider } = shared.stage;
  provider.publishMs = 0;
  const template = await shared.hosts(`${scenario.name}-template`, scenario);
  if (scenario.before !== undefined) {
    await template.configure(scenario.before);
    for (const host of [template.killed, template.other]) {
      const made = await host.run(['sync']);
      assert.equal(made.code, 0, made.stderr);
    }
  }
  await template.configure(scenario.domains);
  provider.publishMs = scenario.publishMs ?? 0;
  const counting = await shared.hosts(`${scenario.name}-count`, scenario, template);
  const countFile = join(counting.killed.configDir, '..', 'count');
  const counted = await counting.killed.run(scenario.command, { LETSENCRYPT_DNS_TEST_COUNT_FILE: countFile });
  assert.equal(counted.code, scenario.hook ? 1 : 0, counted.stderr);
  await counting.remove();
  const effects = Number((await readFile(countFile, 'utf8')).split('\n')[0]);
  assert.ok(effects >= 20, `only ${effects} effects`);
  return { effects, point: (effect) => killAt(shared, scenario, template, effect) };
}

async function killAt(shared: SharedStage, scenario: Scenario, template: TwoHosts, effect: number) {
  const { proxy, provider } = shared.stage;
  const where = `${scenario.name}, killed before effect ${effect}`;
  const hosts = await shared.hosts(`${scenario.name}-${effect}`, scenario, template);
  const { killed, other } = hosts;
  const before = { orders: proxy.count('order-plz'), revoked: proxy.count('revoke-cert') };
  const first = await killed.run(scenario.command, { LETSENCRYPT_DNS_TEST_KILL_AT: String(effect) });
  // Few effects more or less depend on time; a run that ended before its kill is a run.
  assert.ok(first.signal === 'SIGKILL' || first.code === (scenario.hook ? 1 : 0), `${where}: ${first.stderr}`);
  let restarts = 0;
  async function goOn(host: Host, command: readonly string[], code: number): Promise<void> {
    restarts += 1;
    const { code: found, stdout, stderr } = await host.run(command);
    assert.equal(found, code, `${where}: ${stdout}${stderr}`);
  }
  const isRenewal = scenario.command[0] === 'renew' && (await versionsIn(hosts))['www.example.com'] !== 2;
  await expireLeases(hosts);
  await goOn(other, isRenewal ? scenario.command : ['sync'], scenario.hook ? 1 : 0);
  assert.deepEqual(provider.txt(), [], where);
  for (const { hook } of [other, killed]) if (hook !== undefined) await writeFile(hook.permit, '');
  if (scenario.hook) await goOn(other, ['sync'], 0);
  await goOn(killed, ['sync'], 0);
  const orders = proxy.count('order-plz') - before.orders;
  const leftovers = provider.txt().length;
  assert.equal(leftovers, 0, where);
  assert.ok(orders <= scenario.orders + 1, `${where}: ${orders} orders`);
  const revoked = proxy.count('revoke-cert') - before.revoked;
  assert.equal(revoked > 0, scenario.revoked !== undefined, `${where}: ${revoked} revocations`);
  await checkStore(scenario, hosts, where);
  for (const host of [killed, other]) await checkHost(scenario, host, where);
  await hosts.remove();
  return { orders, restarts, leftovers };
}

/** As after the time that a lease lasts. */
export async function expireLeases({ sql }: TwoHosts): Promise<void> {
  const [found] = await sql(`SELECT to_regclass('ledns_lease') IS NOT NULL AS there`);
  if (found?.there === true) await sql(`UPDATE ledns_lease SET expires_at = clock_timestamp()`);
}

async function versionsIn({ sql }: TwoHosts): Promise<Record<string, unknown>> {
  const rows = await sql('SELECT name, version FROM ledns_lineage');
  return Object.fromEntries(rows.map(({ name, version }) => [name, version]));
}

async function checkStore(scenario: Scenario, hosts: TwoHosts, where: string): Promise<void> {
  assert.deepEqual(await versionsIn(hosts), scenario.expected, where);
  assert.deepEqual(await hosts.sql(`SELECT kind FROM ledns_journal WHERE kind <> 'txt-record'`), [], where);
  assert.equal((await hosts.sql('SELECT id FROM ledns_account')).length, 1, where);
}

async function checkHost(scenario: Scenario, { configDir, hook, run }: Host, place: string): Promise<void> {
  const where = `${place}, ${basename(configDir)}`;
  const files = createFileStore({ configDir, log: silentLogger });
  const lineages = await files.lineages();
  const expected = Object.entries(scenario.expected).map(([name, version]) => ({ name, version, health: 'good' }));
  assert.deepEqual(
    lineages.map(({ name, version, health }) => ({ name, version, health })),
    expected,
    where,
  );
  for (const { name, version } of expected) {
    if (!scenario.pfx) continue;
    assert.equal(basename(await readlink(join(configDir, 'live', name, 'cert.pfx'))), `cert${version}.pfx`, where);
  }
  for (const kind of ['owed-step', 'lineage-switch', 'order', 'txt-record'] as const) {
    assert.deepEqual(await files.journal.list(kind), [], where);
  }
  if (scenario.revoked !== undefined) {
    for (const directory of ['live', 'archive']) {
      assert.ok(!(await readdir(join(configDir, directory))).includes(scenario.revoked), where);
    }
  }
  if (hook === undefined) return;
  const idle = await run(['sync']);
  assert.equal(idle.code, 0, `${where}: ${idle.stderr}`);
  const runs = (await readFile(hook.runs, 'utf8')).trim().split('\n');
  assert.equal(runs.length, 1, `${where}: the hook succeeded ${runs.length} times`);
}
