import assert from 'node:assert/strict';
import { chmodSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { plan } from '../../core/issuance/plan/plan.js';
import { presentCertificates, startMark } from '../../core/issuance/steps/present-certificates.js';
import { builtInPlugins } from '../../core/manifest/built-in.js';
import { createPostIssueHost, type PostIssueHost, type PostIssuePass } from '../../core/post-issue/index.js';
import type { StepResult } from '../../core/post-issue/pass-types.js';
import { Failure } from '../../core/sdk/failure.js';
import { surroundings } from '../post-issue/support.js';
import { makeAuthority } from '../store/certificates.js';
import { openMemoryStore } from '../store/memory-store.js';
import { makeConfigDir, openStore, saveRequest } from '../store/volume.js';
import { certificate, day, lineage, planInput } from './fixtures.js';

const names = ['a.example.com', 'b.example.com'];
const noon = Math.floor(Date.now() / day) * day + day / 2;

interface StartOptions {
  readonly fingerprint?: string | undefined;
  readonly at?: number;
  readonly failing?: string;
  readonly pfx?: boolean;
}

/** A configuration directory with two certificates, and starts of the program that tell which of them were shown. */
async function prepare(test: TestContext) {
  const configDir = makeConfigDir(test);
  const authority = makeAuthority();
  const first = openStore(configDir);
  for (const name of names) await first.save(saveRequest(name, authority.issue([name])));
  return {
    configDir,
    async start({ fingerprint = 'f', at = noon, failing, pfx = false }: StartOptions = {}): Promise<string[]> {
      const store = openStore(configDir);
      const shown: string[] = [];
      const done = async (event: Parameters<PostIssuePass['done']>[0]) => void shown.push(event.certificate.name);
      const { needsEachStart } = createPostIssueHost(surroundings({ plugins: builtInPlugins() }));
      const host: Pick<PostIssueHost, 'startFingerprint' | 'needsEachStart'> = {
        startFingerprint: () => (fingerprint === '' ? undefined : fingerprint),
        needsEachStart,
      };
      const wanted = names.map((name) => certificate(name, { steps: { pfx: { export: pfx } } }));
      const lineages = await store.lineages({ updateCache: true });
      const actions = plan({ ...planInput(wanted, lineages), now: Date.now() });
      const plugins = { done } as unknown as PostIssuePass;
      const presentation = await presentCertificates(store, host, plugins, actions, lineages, at);
      const steps: StepResult[] = shown.map((name) => ({
        certificate: name,
        version: 1,
        plugin: 'permissions',
        failure: name === failing ? new Failure('STORE', 'no') : undefined,
      }));
      await presentation.done({ steps, faults: [] });
      return shown;
    },
  };
}

describe('a start', () => {
  it('shows what is configured and there alone, of what it wants, and remembers nothing after a fault', async () => {
    const marked: unknown[] = [];
    const run = async (actions: readonly object[], faults: readonly Failure[], isWanted = true) => {
      const shown: string[] = [];
      const { publication } = openMemoryStore();
      const mark = async (chosen: readonly string[]) => void marked.push(chosen);
      const store = { publication: { ...publication, mark, wants: () => isWanted } };
      const host = { startFingerprint: () => 'f', needsEachStart: () => false };
      const plugins = {
        done: async ({ certificate: { name } }: { certificate: { name: string } }) => void shown.push(name),
      };
      const given = [store, host, plugins, actions, [lineage('a.example.com')], 0] as never[];
      const { done } = await presentCertificates(...(given as unknown as Parameters<typeof presentCertificates>));
      await done({ steps: [], faults });
      return shown;
    };
    const keep = (name: string) => ({ kind: 'keep', name, certificate: certificate(name) });
    const actions = [
      keep('a.example.com'),
      keep('gone.example.com'),
      { ...keep('a.example.com'), certificate: undefined },
      { ...keep('a.example.com'), kind: 'renew' },
    ];
    assert.deepEqual(await run(actions, []), ['a.example.com']);
    assert.deepEqual(await run(actions, [], false), []);
    assert.deepEqual(await run(actions, [new Failure('STORE', 'no')]), ['a.example.com']);
    assert.deepEqual(marked, [['a.example.com']]);
  });

  it('shows each certificate once a day, and again when anything is different', async (test) => {
    const { start } = await prepare(test);
    assert.deepEqual(await start(), names);
    assert.deepEqual(await start(), []);
    assert.deepEqual(await start({ fingerprint: 'other options' }), names);
    assert.deepEqual(await start(), names);
    assert.deepEqual(await start({ at: noon + day }), names);
    assert.deepEqual(await start({ at: noon + day }), []);
  });

  it('shows one again whose file or directory has another mode', async (test) => {
    const { start, configDir } = await prepare(test);
    await start();
    const live = join(configDir, 'live', 'a.example.com');
    assert.match(readlinkSync(join(live, 'privkey.pem')), /privkey1/);
    for (const path of [realpathSync(join(live, 'privkey.pem')), live, join(configDir, 'archive', 'a.example.com')]) {
      assert.deepEqual(await start(), []);
      chmodSync(path, 0o777);
      assert.deepEqual(await start(), ['a.example.com'], path);
    }
  });

  it('shows all again where the directory that they share has another mode', async (test) => {
    const { start, configDir } = await prepare(test);
    await start();
    for (const path of [join(configDir, 'live'), join(configDir, 'archive')]) {
      assert.deepEqual(await start(), []);
      chmodSync(path, 0o777);
      assert.deepEqual(await start(), names, path);
    }
  });

  it('shows one again that failed, whose PKCS#12 lies elsewhere, or where plugins are not known', async (test) => {
    const { start } = await prepare(test);
    assert.deepEqual(await start({ failing: 'b.example.com' }), names);
    assert.deepEqual(await start(), ['b.example.com']);
    assert.deepEqual(await start(), []);
    assert.deepEqual(await start({ pfx: true }), names);
    assert.deepEqual(await start({ fingerprint: '' }), names);
    assert.deepEqual(await start({ fingerprint: '' }), names);
  });
});

it('what was shown counts for a day, from midnight to midnight', () => {
  const store = openMemoryStore();
  const host = { startFingerprint: () => 'f' };
  const at = (moment: number) => startMark(store, host, moment);
  const midnight = noon - day / 2;
  assert.equal(at(midnight), at(midnight + day - 1));
  assert.notEqual(at(midnight), at(midnight + day));
  assert.notEqual(at(midnight), at(midnight - 1));
});
