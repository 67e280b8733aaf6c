import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from './scenarios.js';
import { expireLeases } from './shared-sweep.js';
import type { PreparedSweep } from './sweep.js';
import type { SharedStage, TwoHosts } from './two-hosts.js';

/** Where a move goes: from the directory of a host into the store, or from the store into another directory. */
export const moves = ['migrate-into', 'migrate-back'] as const;
export type Move = (typeof moves)[number];

const domains = 'www.example.com mail.example.com\nftp.example.com';
const nothing: Scenario = { name: 'migrate', before: undefined, domains, command: [], expected: {}, orders: 0 };
const alone = { LETSENCRYPT_STORE: '', LETSENCRYPT_STORE_KEY: '' };

/** The sweep over `store migrate`: killed before an effect or a statement, run again, and compared. */
export async function prepareMove(shared: SharedStage, move: Move): Promise<PreparedSweep> {
  shared.stage.provider.publishMs = 0;
  const template = await shared.hosts(`${move}-template`, nothing);
  await template.configure(domains);
  const made = await template.killed.run(['sync'], move === 'migrate-into' ? alone : {});
  assert.equal(made.code, 0, made.stderr);
  const counting = await shared.hosts(`${move}-count`, nothing, template);
  const countFile = join(counting.killed.configDir, '..', 'count');
  const counted = await counting.killed.run(commandOf(move, counting), { LETSENCRYPT_DNS_TEST_COUNT_FILE: countFile });
  assert.equal(counted.code, 0, counted.stdout + counted.stderr);
  await counting.remove();
  const effects = Number((await readFile(countFile, 'utf8')).split('\n')[0]);
  assert.ok(effects >= 20, `only ${effects} effects`);
  return { effects, point: (effect) => killAt(shared, move, template, effect) };
}

/** Back goes into a directory that has nothing yet. */
function targetOf({ other }: TwoHosts): string {
  return join(other.configDir, 'back');
}

function commandOf(move: Move, hosts: TwoHosts): readonly string[] {
  return ['store', 'migrate', '--to', move === 'migrate-into' ? 'postgres' : targetOf(hosts)];
}

async function killAt(shared: SharedStage, move: Move, template: TwoHosts, effect: number) {
  const where = `${move}, killed before effect ${effect}`;
  const hosts = await shared.hosts(`${move}-${effect}`, nothing, template);
  const { killed } = hosts;
  const orders = shared.stage.proxy.count('order-plz');
  const first = await killed.run(commandOf(move, hosts), { LETSENCRYPT_DNS_TEST_KILL_AT: String(effect) });
  assert.ok(first.signal === 'SIGKILL' || first.code === 0, `${where}: ${first.stderr}`);
  await expireLeases(hosts);
  const again = await killed.run(commandOf(move, hosts));
  assert.equal(again.code, 0, `${where}: ${again.stdout}${again.stderr}`);
  const directory = move === 'migrate-into' ? killed.configDir : targetOf(hosts);
  const verified = await killed.run(['store', 'verify', '--with', directory]);
  assert.equal(verified.code, 0, `${where}: ${verified.stdout}${verified.stderr}`);
  assert.match(verified.stdout, /the same/, where);
  // What was moved is kept as it is: nothing is ordered again.
  const kept = await killed.run(
    ['sync'],
    move === 'migrate-into' ? {} : { ...alone, LETSENCRYPT_CONFIG_DIR: directory },
  );
  assert.equal(kept.code, 0, `${where}: ${kept.stdout}${kept.stderr}`);
  assert.equal(shared.stage.proxy.count('order-plz'), orders, where);
  await hosts.remove();
  return { orders: 0, restarts: 2, leftovers: shared.stage.provider.txt().length };
}
