import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { subjectAltNames, waitFor } from '../../lab/index.js';
import { type RealClient } from '../acme/clients.js';
import { boundClient, secretOf } from '../acme/hub.js';
import { type Daemon, startDaemons } from './daemons.js';

/** When the one that does the passes is killed: between a client's order and its request, or while the CA has the order. */
export type Moment = 'after the order' | 'at the CA';

export interface ClientFigures {
  readonly client: string;
  readonly killed: Moment;
  readonly requests: number;
  /** Requests that each instance answered. */
  readonly answered: readonly number[];
  /** Requests that were answered 400: a nonce that was used, or a look whether there is an account. */
  readonly refused: number;
  readonly orders: number;
}

const names = ['edge.example.com', '*.edge.example.com'];
const clients = `${boundClient('edge', names)}    - { name: prover, secret: ${secretOf('prover')}, domains: [prover.example.com], doors: [httpreq] }\n`;

/**
 * A client of other making gets its certificate through three instances, none of which it meets twice in a row, while the one
 * that does the work is killed; a proof that came in before is removed by another one.
 * @throws AssertionError, and what the client says where it fails
 */
export async function tryClient(client: RealClient, moment: Moment): Promise<ClientFigures> {
  await using daemons = await startDaemons(clients);
  const { all, stage, balancer, sql } = daemons;
  const first = await daemons.leader();
  const others = all.filter((each) => each !== first);
  const prove = async (at: Daemon, what: 'present' | 'cleanup'): Promise<number> => {
    const authorization = `Basic ${Buffer.from(`prover:${secretOf('prover')}`).toString('base64')}`;
    const body = JSON.stringify({ fqdn: '_acme-challenge.prover.example.com.', value: 'proof' });
    const sent = { method: 'POST', headers: { authorization }, body };
    return (await fetch(`http://127.0.0.1:${at.port}/httpreq/${what}`, sent)).status;
  };
  const [second = first, third = first] = others;
  assert.equal(await prove(second, 'present'), 200);
  const ordersBefore = stage.proxy.count('order-plz');
  const isTime =
    moment === 'at the CA'
      ? () => stage.proxy.count('order-plz') > ordersBefore
      : () => balancer.seen.some((line) => /^201 .*\/newOrder$/.test(line));
  const killing = waitFor('the moment to kill', () => isTime() && first.running.kill('SIGKILL') === undefined, {
    timeoutMs: 120_000,
    everyMs: 1,
  });
  const folder = join(daemons.folder, client.name.replaceAll(/\W/g, ''));
  await mkdir(folder);
  const hub = { ...daemons, freePorts: [] };
  try {
    await Promise.all([client.obtain(hub, folder, names), killing]);
  } catch (error) {
    const logs = all.map(({ port, running }) => `instance ${port}:\n${running.stderr()}`);
    throw new Error(`${error}\n${balancer.seen.join('\n')}\n${logs.join('\n')}`);
  }
  await first.running.exited;
  assert.deepEqual((await client.certificates(folder, hub)).flatMap(subjectAltNames).toSorted(), names.toSorted());
  assert.equal(await prove(third, 'cleanup'), 200);
  await waitFor('no TXT record', () => stage.provider.txt().length === 0, { timeoutMs: 120_000 });
  await waitFor('no call', async () => (await sql('SELECT id FROM ledns_door_call')).length === 0);
  const orders = stage.proxy.count('order-plz') - ordersBefore;
  assert.ok(orders <= 2, `${orders} orders`);
  assert.equal((await sql('SELECT id FROM ledns_account')).length, 1);
  assert.equal((await sql(`SELECT key FROM ledns_fact WHERE kind = 'door-accounts'`)).length, 1);
  const answered = all.map(({ port }) => balancer.seen.filter((line) => line.includes(`:${port} `)).length);
  for (const [index, count] of answered.entries()) assert.ok(count > 0 || all[index] === first, `${answered}`);
  return {
    client: client.name,
    killed: moment,
    requests: balancer.seen.length,
    answered,
    refused: balancer.seen.filter((line) => line.startsWith('400 ')).length,
    orders,
  };
}
