import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Hub, type HubRun, secretOf, startHub } from '../doors/acme/hub.js';
import { writeDomains } from '../faults/stage.js';
import { missing, runCli, waitFor } from '../lab/index.js';
import { type AgentProcess, madeAt, startAgentProcess } from './agent-process.js';

const name = 'www.example.com';
const names = ['edge-1', 'edge-2'];
const clients = names
  .map(
    (client) =>
      `    - { name: ${client}, secret: ${secretOf(client)}, domains: [], doors: [certificates], certificates: [${name}] }\n`,
  )
  .join('');

async function renew(hub: Hub, { configDir }: Pick<HubRun, 'configDir'>): Promise<void> {
  const { code, stderr } = await hub.stage.run(configDir, ['renew', name, '--force']);
  assert.equal(code, 0, stderr);
}

function chainOf({ configDir }: Pick<HubRun, 'configDir'>): Promise<string> {
  return readFile(join(configDir, 'live', name, 'fullchain.pem'), 'utf8');
}

describe('agents as processes', { skip: missing('pebble', 'openssl') }, () => {
  it('have a renewal by the request that the hub holds, each once, whichever hub dies and comes back', async (test) => {
    await using hub = await startHub({ clients, isStopped: true });
    await writeDomains(hub.configDir, name);
    const made = await hub.stage.run(hub.configDir, ['sync']);
    assert.equal(made.code, 0, made.stderr);
    const spare = await hub.copy();
    await hub.start();
    const both = [hub.url, spare.url];
    const agents = await Promise.all(
      names.map((client, index) => startAgentProcess(hub, { client, ...(index === 1 && { addresses: both }) })),
    );

    /** Each of them has run its hook so often, and has the certificate that the hub has. */
    async function assertHave(some: readonly AgentProcess[], from: HubRun, times: number): Promise<void> {
      await waitFor(
        `hook ${times}`,
        async () => (await Promise.all(some.map((agent) => agent.hooks()))).every(({ length }) => length >= times),
        { timeoutMs: 60_000 },
      );
      for (const agent of some) {
        assert.equal((await agent.hooks()).length, times, agent.client);
        assert.equal(await agent.fullchain(name), await chainOf(from), agent.client);
      }
    }

    try {
      await assertHave(agents, hub, 1);
      // Until each is held they may still be asking what they may fetch.
      await waitFor('the first answers', () => names.every((client) => callsOf(hub, client).length === 2));
      await renew(hub, hub);
      await assertHave(agents, hub, 2);
      const since = await madeAt(hub.configDir, name, 2);
      const took = await Promise.all(agents.map(async (agent) => Math.round(((await agent.hooks())[1] ?? 0) - since)));
      test.diagnostic(`from the hub's new version to the end of the hook: ${took.join(', ')} ms`);
      for (const client of names) {
        const calls = callsOf(hub, client);
        assert.deepEqual(
          calls.map(({ status }) => status),
          [200, 200, 200],
          'the list, the first version, and one request that brought the second',
        );
        const last = calls.at(-1);
        assert.ok(Date.parse(String(last?.time)) - Number(last?.durationMs) < since, 'which was there before it');
      }

      await hub.kill();
      await renew(hub, spare);
      const [one, two] = agents as [AgentProcess, AgentProcess];
      await assertHave([two], spare, 3);
      await one.running.waitForLine((line) => line.includes('agent.hub-away'));
      assert.equal((await one.hooks()).length, 2, 'what is there stays');
      await hub.start();
      await one.running.waitForLine((line) => line.includes('agent.hub-back'), 90_000);
      await renew(hub, hub);
      await assertHave([one], hub, 3);
      assert.equal((await two.hooks()).length, 3);
      assert.equal((await runCli(['health'], { env: one.environment })).code, 0);
    } finally {
      await Promise.all(agents.map((agent) => agent.stop()));
      await spare.stop();
    }
    for (const { running } of agents) assert.equal((await running.exited).code, 0);
  });
});

function callsOf(hub: Hub, client: string) {
  return hub.calls().filter((call) => call.client === client);
}
