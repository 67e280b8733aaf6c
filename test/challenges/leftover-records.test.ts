import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChallengeContext } from '../../core/challenges/challenge-context.js';
import { createLeftovers } from '../../core/challenges/leftover-records.js';
import type { ProviderProfile } from '../../core/config/desired-state.js';
import { Failure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import type { TxtRecordEntry } from '../../core/store/facts/journal-entries.js';
import { hour, now } from '../issuance/fixtures.js';

const entry: TxtRecordEntry = {
  kind: 'txt-record',
  profile: 'mine',
  provider: 'alpha',
  zone: 'example.com',
  name: '_acme-challenge',
  content: 'a proof',
  createdAt: now - hour,
};

function profile(id: string, provider: string): ProviderProfile {
  return { id, provider } as ProviderProfile;
}

/** What cleaning makes of one entry: who is asked, which events are logged, and what stays in the journal. */
async function clean(profiles: Record<string, ProviderProfile>, remove: () => Promise<void> = async () => undefined) {
  const kept = new Map<string, TxtRecordEntry>([['one', entry]]);
  const asked: string[] = [];
  const events: unknown[] = [];
  const note = ({ event }: { event?: unknown }) => void events.push(event);
  const journal = {
    list: async (kind: string) => (kind === 'txt-record' ? [...kept].map(([id, each]) => ({ ...each, id })) : []),
    update: async (id: string, changed: TxtRecordEntry) => void kept.set(id, changed),
    remove: async (id: string) => void kept.delete(id),
  };
  const context = {
    journal,
    profiles,
    keptOwners: async () => new Set(),
    clock: { now: () => now },
    log: { ...silentLogger, info: note, warn: note },
    signal: new AbortController().signal,
    providers: {
      zone: async ({ id, provider }: ProviderProfile) => {
        asked.push(`${id} ${provider}`);
        return { writer: { remove } };
      },
    },
  } as unknown as ChallengeContext;
  const leftovers = createLeftovers(context);
  await leftovers.begin();
  await leftovers.settled('example.com', ['a proof']);
  const settled = [...kept.values()];
  await leftovers.done();
  return { asked, events, settled, kept: [...kept.values()] };
}

describe('a record that was left behind', () => {
  it('is removed with the profile that wrote it', async () => {
    const { asked, events, settled } = await clean({
      mine: profile('mine', 'alpha'),
      other: profile('other', 'alpha'),
    });
    assert.deepEqual([asked, events, settled], [['mine alpha'], ['records.cleaned'], []]);
  });

  it('is removed by another account of its provider where its own profile is for another one by now', async () => {
    const { asked, settled } = await clean({ mine: profile('mine', 'beta'), other: profile('other', 'alpha') });
    assert.deepEqual([asked, settled], [['other alpha'], []]);
  });

  it('is no matter of another provider: it is told of and tried again later', async () => {
    const { asked, events, kept } = await clean({ mine: profile('mine', 'beta') });
    assert.deepEqual([asked, events], [[], ['records.orphaned']]);
    assert.deepEqual(kept, [{ ...entry, attempts: 1, retryAt: now + 60_000 }]);
  });

  it('stays in the journal where the provider refuses, with a later try', async () => {
    const refuse = () => Promise.reject(new Failure('API', 'no'));
    const { events, settled, kept } = await clean({ mine: profile('mine', 'alpha') }, refuse);
    assert.deepEqual(events, ['records.left']);
    assert.deepEqual(settled, kept);
    assert.deepEqual(kept, [{ ...entry, attempts: 1, retryAt: now + 60_000 }]);
  });
});
