import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentProblems } from '../../core/agent/contact.js';
import { keepCopy } from '../../core/agent/keep-copy.js';
import type { DesiredState } from '../../core/config/desired-state.js';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import { silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';
import { client } from '../doors/support.js';
import { withHub } from '../doors/wire/wire-hub.js';
import { createFakeClock } from '../issuance/fake-clock.js';
import { freePort } from '../lab/free-port.js';
import { createTempDir } from '../lab/temp-dir.js';
import { waitFor } from '../lab/wait-for.js';
import { surroundings } from '../post-issue/support.js';
import { startAgent } from './start-agent.js';

const name = 'www.example.com';
const edge = client('edge', { doors: ['certificates'], certificates: [name] });

describe('agents', () => {
  it('have a renewal of the hub as soon as it is there, each running its steps once, and go on over a hub that was away', async () => {
    await withHub([edge], async (hub) => {
      const { world, services, url } = hub;
      await world.pass();
      const nobody = `http://127.0.0.1:${await freePort()}`;
      const places = [[url], [url], [nobody, url]].map((addresses) => ({ client: edge, addresses }));
      const agents = await Promise.all(places.map((place) => startAgent(hub, place)));
      try {
        const all = (line: string) => agents.every(({ steps }) => steps.at(-1) === line);
        await waitFor('the first version', () => all(`issued ${name} 1`));
        for (const { store, link } of agents) {
          assert.deepEqual(await store.material(name), await services.store.material(name));
          assert.equal(await link(name), `../../archive/${name}/fullchain1.pem`);
        }
        await world.pass({ force: new Set([name]) });
        // The hub's clock stands; whoever waits there looks again when it is moved.
        const tick = setInterval(() => world.clock.advance(600), 50);
        await waitFor('the second version', () => all(`renewed ${name} 2`));
        clearInterval(tick);
        await hub.reopen();
        await world.pass({ force: new Set([name]) });
        const again = setInterval(() => world.clock.advance(600), 50);
        await waitFor('the third version', () => all(`renewed ${name} 3`));
        clearInterval(again);
        for (const { steps } of agents) assert.equal(steps.length, 3);
      } finally {
        await Promise.all(agents.map((agent) => agent.end()));
      }
    });
  });

  it('try steps again that have failed, by a timer of their own, and say in health that they do', async () => {
    const two = client('two', { doors: ['certificates'], certificates: [name, 'b.example.com'] });
    await withHub([two], async (hub) => {
      await hub.world.writeDomains(`${name}\nb.example.com\n`);
      await hub.world.pass();
      const clock = createFakeClock();
      let isBroken = true;
      const agent = await startAgent(hub, {
        client: two,
        addresses: [hub.url],
        clock,
        step: (of) => {
          if (isBroken && of === name) throw new Error('nginx: configuration test failed');
        },
      });
      const problems = () => agentProblems(agent.store, clock.now());
      try {
        // The copy of another one that comes meanwhile must not forget what the first one owes.
        await waitFor('both copies', () => agent.steps.length >= 2);
        for (let tries = 3; tries < 9; tries += 1) {
          await waitFor(`try ${tries}`, () => {
            clock.advance(60_000);
            return agent.steps.filter((line) => line.includes(name)).length >= tries;
          });
        }
        clock.advance(3600_000);
        await waitFor('health', async () =>
          (await problems()).some(({ reason }) =>
            /^post-issue steps have failed since .*configuration test failed/.test(reason),
          ),
        );
        isBroken = false;
        await waitFor('the step', async () => {
          clock.advance(60_000);
          return (await agent.store.publication.steps.list('owed-step')).length === 0;
        });
        await waitFor('health', async () => (await problems()).every(({ reason }) => !reason.includes('steps')));
        assert.equal(agent.steps.filter((line) => line.includes('b.example.com')).length, 1);
      } finally {
        await agent.end();
      }
    });
  });

  it('begin to keep what a client may fetch from now on, and keep more than a few at the same time', async () => {
    const names = [name, ...Array.from({ length: 20 }, (_, index) => `n${index}.example.com`)];
    const mine = client('mine', { doors: ['certificates'], certificates: [name] });
    await withHub([mine], async (hub) => {
      await hub.world.writeDomains(names.join('\n'));
      await hub.world.pass();
      const clock = createFakeClock();
      const agent = await startAgent(hub, { client: mine, addresses: [hub.url], clock });
      try {
        await waitFor('the first', () => agent.steps.length === 1);
        (mine as { certificates: readonly string[] }).certificates = names;
        await waitFor('the others', () => {
          clock.advance(60_000);
          return agent.steps.length === names.length;
        });
      } finally {
        await agent.end();
      }
    });
  });

  it('take nothing older from another hub than what is here, and what an only hub goes back to', async () => {
    await withHub([edge], async ({ world, services }) => {
      const versions = [];
      for (let turn = 0; turn < 2; turn += 1) {
        await world.pass({ force: new Set([name]) });
        versions.push({ name, version: turn + 1, ...(await services.store.material(name)) });
        world.clock.advance(24 * 3600 * 1000);
      }
      const [older, newer] = versions;
      assert.ok(older !== undefined && newer !== undefined);
      const directory = await createTempDir('copies');
      try {
        const store = createFileStore({ configDir: directory.path, log: silentLogger });
        const here = { store, postIssue: createPostIssueHost(surroundings()), log: silentLogger };
        const state = { certificates: [], held: [] } as unknown as DesiredState;
        const { signal } = new AbortController();
        const kept = (hasSeveralHubs: boolean, one: typeof older) =>
          keepCopy(here, { state, hub: 'https://hub', hasSeveralHubs, signal }, name, one);
        assert.equal(await kept(true, newer), 'taken');
        assert.equal(await kept(true, newer), 'same');
        assert.equal(await kept(true, older), 'older');
        assert.equal((await store.material(name)).cert, newer.cert);
        assert.equal(await kept(false, older), 'taken');
        assert.equal((await store.material(name)).cert, older.cert);
      } finally {
        await directory.remove();
      }
    });
  });

  it('say in health that no hub answers once that has lasted, and which copies have expired', async () => {
    const at = Date.now();
    const store = (value: unknown, notAfter?: Date) => ({
      read: async () => (notAfter === undefined ? undefined : { certificate: { notAfter } }),
      publication: { state: { read: async (_key: string, parse: (found: unknown) => unknown) => parse(value) } },
    });
    const problems = async (value: unknown, now: number, notAfter?: Date) =>
      (await agentProblems(store(value, notAfter) as never, now)).map(
        ({ certificate = '', reason }) => certificate + reason,
      );
    assert.deepEqual(await problems(undefined, at), []);
    assert.deepEqual(await problems({ at, reason: 'refused' }, at + 60_000), []);
    assert.match(
      (await problems({ at, reason: 'refused' }, at + 3_600_000)).join(),
      /^no hub has answered since .*: refused$/,
    );
    assert.deepEqual(await problems({ at: 0 }, at), ['no hub has answered yet']);
    assert.deepEqual(await problems({ at, names: [name] }, at, new Date(at + 1)), []);
    assert.deepEqual(await problems({ at, names: [name] }, at, new Date(at)), [
      `${name}expired ${new Date(at).toISOString()}`,
    ]);
    const steps = { since: at - 60_000, reason: 'no' };
    assert.deepEqual(await problems({ at, steps }, at), []);
    assert.equal((await problems({ at: at + 3_600_000, steps }, at + 3_600_000)).length, 1);
  });
});
