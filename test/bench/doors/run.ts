import { readFileSync } from 'node:fs';
import { globalAgent } from 'node:https';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createCsr } from '../../../core/acme/csr.js';
import { registered } from '../../doors/acme/binding.js';
import { boundClient, type Hub, startHub } from '../../doors/acme/hub.js';
import { newKey, type RawClient } from '../../rehearsal/setup.js';

/** `npm run bench:doors -- [CLIENTS] [ORDERS of each]`: many clients at the door acme at once. */
const [clients = 200, ordersOfEach = 5] = process.argv.slice(2).map(Number);
const names = Array.from({ length: clients }, (_, index) => `c${index}`);

/** Linux tells of processor time in hundredths of a second. */
const msOfTick = 10;

interface Wait {
  readonly client: string;
  readonly ms: number;
}

// Each client has one connection.
globalAgent.maxSockets = clients;

const key = newKey().export({ type: 'pkcs8', format: 'pem' }).toString();

await using hub = await startHub({
  clients: names.map((name) => boundClient(name, [`**.${name}.example.com`])).join(''),
});
const accounts = new Map<string, RawClient>();
for (const name of names) accounts.set(name, await registered(hub, name));
const idleBytes = residentBytes(hub);
const before = requests(hub);
const cpuBefore = cpuTicks(hub);
const started = performance.now();
let mostBytes = 0;
const watch = setInterval(() => {
  mostBytes = Math.max(mostBytes, residentBytes(hub));
}, 500);
const waits = await Promise.all(
  names.flatMap((name) =>
    Array.from({ length: ordersOfEach }, (_, index) => obtain(name, `n${index}.${name}.example.com`)),
  ),
);
clearInterval(watch);
const wallMs = performance.now() - started;
const cpuMs = (cpuTicks(hub) - cpuBefore) * msOfTick;
// Each name of an order costs two requests; five more are those of the order itself.
const floor = 7;
const each = (requests(hub) - before) / waits.length;
const means = names.map((name) => mean(waits.filter(({ client }) => client === name).map(({ ms }) => ms)));
const figures = {
  clients,
  orders: waits.length,
  seconds: Math.round(wallMs / 100) / 10,
  'orders a second': Math.round((waits.length / wallMs) * 10_000) / 10,
  'CPU of the hub a certificate, ms': Math.round((cpuMs / waits.length) * 10) / 10,
  'mean wait, s': Math.round(mean(waits.map(({ ms }) => ms)) / 100) / 10,
  'requests to the CA a certificate': Math.round(each * 100) / 100,
  'beyond the least possible': Math.round((each - floor) * 100) / 100,
  'longest mean wait of a client, of the mean of all': Math.round((Math.max(...means) / mean(means)) * 100) / 100,
  'memory idle, MB': Math.round(idleBytes / 1e6),
  'memory at most, MB': Math.round(mostBytes / 1e6),
  'TXT records left': hub.stage.provider.txt().length,
};
for (const [what, value] of Object.entries(figures)) console.log(`${what.padEnd(52)} ${value}`);

async function obtain(client: string, name: string): Promise<Wait> {
  const account = accounts.get(client);
  if (account === undefined) throw new Error(client);
  const from = performance.now();
  const csr = (await createCsr([name], key)).toString('base64url');
  const made = await account.post(`${account.base}/newOrder`, { identifiers: [{ type: 'dns', value: name }] });
  let now = await account.post(String(made.json.finalize), { csr });
  while (now.json.status === 'processing') {
    await pause(500);
    now = await account.post(String(made.headers.location));
  }
  if (now.json.status !== 'valid') throw new Error(`${name}: ${now.text}`);
  const ms = performance.now() - from;
  return { client, ms };
}

/** All but those that a session begins with. */
function requests({ stage }: Hub): number {
  const kinds = ['nonce-plz', 'order-plz', 'my-order', 'authZ', 'chalZ', 'finalize-order', 'certZ'];
  return kinds.reduce((sum, kind) => sum + stage.proxy.count(kind), 0);
}

function residentBytes(of: Hub): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${of.pid()}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}

/** Of all threads, in user space and in the kernel. */
function cpuTicks(of: Hub): number {
  // Behind the name of the program, which may hold blanks.
  const fields = readFileSync(`/proc/${of.pid()}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
