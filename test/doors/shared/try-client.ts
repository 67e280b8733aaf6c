import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { subjectAltNames, waitFor } from '../../lab/index.js';
import { type RealClient } from '../acme/clients.js';
import { boundClient, secretOf } from '../acme/hub.js';
import { type Daemon, startDaemons } from './daemons.js';
import type { DoorFault } from './door-faults.js';

/** When it happens: between a client's order and its request, or while the CA has the order. */
export type Moment = 'after the order' | 'at the CA';

export interface ClientFigures {
  readonly client: string;
  readonly fault: string;
  readonly moment: Moment;
  /** How often the client was started, until it had its certificate. */
  readonly runs: number;
  readonly requests: number;
  /** Requests that each instance answered. */
  readonly answered: readonly number[];
  /** Requests that were answered 400: a nonce that was used, or a look whether there is an account. */
  readonly refused: number;
  /** Requests that were answered 503, each with `Retry-After`. */
  readonly later: number;
  /** What a proof came to that the first one had in hand. */
  readonly inHand: number;
  readonly orders: number;
}

const names = ['edge.example.com', '*.edge.example.com'];
const clients = `${boundClient('edge', names)}    - { name: prover, secret: ${secretOf('prover')}, domains: [prover.example.net], doors: [httpreq] }\n`;
const patience = { timeoutMs: 120_000 };
/** So often a client that is told to come later is started again by its user. */
const mostRuns = 3;

/**
 * A client of other making gets its certificate through three instances, none of which it meets twice in a row, while something happens to the one
 * that does the work, or to its database; a proof that came in before is removed by another one.
 * @throws AssertionError, and what the client says where it fails
 */
export async function tryClient(client: RealClient, moment: Moment, fault: DoorFault): Promise<ClientFigures> {
  await using daemons = await startDaemons(clients, fault.way);
  const { all, stage, balancer, servers } = daemons;
  const { sql } = servers;
  stage.provider.zones.set('example.net', new Map());
  const first = await daemons.leader();
  const [second = first, third = first] = all.filter((each) => each !== first);
  assert.equal(await prove(second, 'present', 'proof'), 200);
  const ordersBefore = stage.proxy.count('order-plz');
  const isTime =
    moment === 'at the CA'
      ? () => stage.proxy.count('order-plz') > ordersBefore
      : () => balancer.seen.some((line) => /^201 .*\/newOrder$/.test(line));
  let ended = false;

  /** A proof that is sure to be in the hands of the first: the provider of another zone takes the change and says nothing. */
  async function hold(): Promise<{ readonly answer: Promise<number> }> {
    let isHeld = false;
    stage.provider.fault = (method, body) => {
      if (isHeld || method === 'GET' || !body.includes('in hand')) return undefined;
      isHeld = true;
      return { hang: true };
    };
    await waitFor('the client', () => balancer.seen.length > 0, { ...patience, everyMs: 1 });
    const answer = prove(second, 'present', 'in hand');
    await waitFor('a call in hand', () => isHeld, patience);
    return { answer };
  }

  async function happen() {
    const holding = hold();
    await waitFor('the moment', isTime, { ...patience, everyMs: 1 });
    const { answer } = await holding;
    const check = await fault.happen(daemons, first);
    return { check, inHand: await answer };
  }

  const folder = join(daemons.folder, client.name.replaceAll(/\W/g, ''));
  await mkdir(folder);
  const hub = { ...daemons, freePorts: [] };
  let runs = 0;

  async function obtain(): Promise<void> {
    for (;;) {
      runs += 1;
      try {
        return await client.obtain(hub, folder, names);
      } catch (error) {
        // Told to come later, and why, in the words of ACME.
        const isTold = balancer.seen.some((line) => /^503 .* application\/problem\+json \d+$/.test(line));
        if (!isTold || runs === mostRuns) throw error;
        await waitFor('all to be well', () => ended || undefined, patience);
        await pause(1000);
      }
    }
  }

  try {
    const [, { check, inHand }] = await Promise.all([obtain(), happen().finally(() => (ended = true))]);
    return await conclude(check, inHand);
  } catch (error) {
    const logs = all.map(({ port, running }) => `instance ${port}:\n${running.stderr()}`);
    throw new Error(`${error}\n${balancer.seen.join('\n')}\n${logs.join('\n')}`, { cause: error });
  }

  async function conclude(check: (() => Promise<void>) | undefined, inHand: number): Promise<ClientFigures> {
    assert.deepEqual((await client.certificates(folder, hub)).flatMap(subjectAltNames).toSorted(), names.toSorted());
    assert.ok([200, 503].includes(inHand), `${inHand}`);
    for (const value of ['proof', 'in hand']) assert.equal(await prove(third, 'cleanup', value), 200);
    await waitFor('no TXT record', () => stage.provider.txt().length === 0, patience);
    await waitFor('no call', async () => (await sql('SELECT id FROM ledns_door_call')).length === 0, patience);
    const orders = stage.proxy.count('order-plz') - ordersBefore;
    assert.ok(orders <= 2, `${orders} orders`);
    assert.equal((await sql('SELECT id FROM ledns_account')).length, 1);
    assert.equal((await sql(`SELECT key FROM ledns_fact WHERE kind = 'door-accounts'`)).length, 1);
    const told = balancer.seen.filter((line) => line.startsWith('503 '));
    for (const line of told) assert.match(line, / application\/problem\+json \d+$/);
    assert.ok(!balancer.seen.some((line) => /^50[024] /.test(line)), 'no other failure');
    const answered = all.map(({ port }) => balancer.seen.filter((line) => line.includes(`:${port} `)).length);
    for (const [index, count] of answered.entries()) assert.ok(count > 0 || all[index] === first, `${answered}`);
    await check?.();
    return {
      client: client.name,
      fault: fault.name,
      moment,
      runs,
      requests: balancer.seen.length,
      answered,
      refused: balancer.seen.filter((line) => line.startsWith('400 ')).length,
      later: told.length,
      inHand,
      orders,
    };
  }
}

async function prove(at: Daemon, what: 'present' | 'cleanup', value: string): Promise<number> {
  const authorization = `Basic ${Buffer.from(`prover:${secretOf('prover')}`).toString('base64')}`;
  const body = JSON.stringify({ fqdn: '_acme-challenge.prover.example.net.', value });
  const sent = { method: 'POST', headers: { authorization }, body };
  const { status, headers } = await fetch(`http://127.0.0.1:${at.port}/httpreq/${what}`, sent);
  if (status === 503) assert.match(headers.get('retry-after') ?? '', /^\d+$/);
  return status;
}
