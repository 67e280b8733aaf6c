import assert from 'node:assert/strict';
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { contactProblem } from '../../core/agent/contact.js';
import { createHubs } from '../../core/agent/hub-client.js';
import { type AgentOptions, runAgent } from '../../core/agent/run-agent.js';
import { systemClock } from '../../core/clock/clock.js';
import type { DesiredState } from '../../core/config/index.js';
import { createHttpClient } from '../../core/http/index.js';
import type { PostIssueHost } from '../../core/post-issue/index.js';
import { silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/index.js';
import { client } from '../doors/support.js';
import { type WireHub, withHub } from '../doors/wire/wire-hub.js';
import { freePort } from '../lab/free-port.js';
import { createTempDir } from '../lab/temp-dir.js';
import { waitFor } from '../lab/wait-for.js';

const edge = client('edge', { doors: ['certificates'], certificates: ['www.example.com'] });

/** An agent in this process, with a directory of its own. */
async function startAgent(hub: WireHub, addresses: readonly string[]) {
  const directory = await createTempDir('agent');
  const store = createFileStore({ configDir: directory.path, log: silentLogger });
  const steps: string[] = [];
  const pass = {
    owes: async () => [],
    done: async ({ kind, certificate }: { kind: string; certificate: { name: string; version: number } }) =>
      void steps.push(`${kind} ${certificate.name} ${certificate.version}`),
    failed: () => {},
    finish: async () => ({ steps: [], faults: [] }),
  };
  const postIssue = { beginPass: () => pass } as unknown as PostIssueHost;
  const stop = new AbortController();
  const { dispatcher, userAgent } = hub.services;
  const basic = { username: edge.name, password: edge.secret ?? '' };
  const clients = addresses.map((baseUrl) =>
    createHttpClient({ dispatcher, log: silentLogger, userAgent }, { baseUrl, basic, repeatable: false }),
  );
  const options: AgentOptions = {
    hubs: createHubs(clients),
    hub: addresses[0] ?? '',
    names: [],
    services: { store, postIssue, log: silentLogger, clock: systemClock },
    state: { certificates: [] } as unknown as DesiredState,
    hold: (work) => work(),
    signal: stop.signal,
  };
  const running = runAgent(options).catch((error: unknown) => error);
  return {
    store,
    steps,
    link: () => readlink(join(directory.path, 'live', 'www.example.com', 'fullchain.pem')),
    async end() {
      stop.abort();
      await running;
      await directory.remove();
    },
  };
}

describe('agents', () => {
  it('have a renewal of the hub as soon as it is there, each running its steps once, and go on over a hub that was away', async () => {
    await withHub([edge], async (hub) => {
      const { world, services, url } = hub;
      await world.pass();
      const nobody = `http://127.0.0.1:${await freePort()}`;
      const agents = await Promise.all([[url], [url], [nobody, url]].map((addresses) => startAgent(hub, addresses)));
      try {
        const all = (line: string) => agents.every(({ steps }) => steps.at(-1) === line);
        await waitFor('the first version', () => all('issued www.example.com 1'));
        for (const { store, link } of agents) {
          assert.deepEqual(await store.material('www.example.com'), await services.store.material('www.example.com'));
          assert.equal(await link(), '../../archive/www.example.com/fullchain1.pem');
        }
        await world.pass({ force: new Set(['www.example.com']) });
        // The hub's clock stands; whoever waits there looks again when it is moved.
        const tick = setInterval(() => world.clock.advance(600), 50);
        await waitFor('the second version', () => all('renewed www.example.com 2'));
        clearInterval(tick);
        await hub.reopen();
        await world.pass({ force: new Set(['www.example.com']) });
        const again = setInterval(() => world.clock.advance(600), 50);
        await waitFor('the third version', () => all('renewed www.example.com 3'));
        clearInterval(again);
        for (const { steps } of agents) assert.equal(steps.length, 3);
      } finally {
        await Promise.all(agents.map((agent) => agent.end()));
      }
    });
  });

  it('say in health that no hub answers, once that has lasted', async () => {
    const at = Date.now();
    const read = (value: unknown) => ({
      read: async (_key: string, parse: (found: unknown) => unknown) => parse(value),
    });
    const problem = (value: unknown, now: number) => contactProblem(read(value) as never, now);
    assert.equal(await problem(undefined, at), undefined);
    assert.equal(await problem({ at, reason: 'refused' }, at + 60_000), undefined);
    assert.match(
      (await problem({ at, reason: 'refused' }, at + 3_600_000)) ?? '',
      /^no hub has answered since .*: refused$/,
    );
    assert.equal(await problem({ at: 0 }, at), 'no hub has answered yet');
  });
});
