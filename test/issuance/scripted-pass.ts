import { setImmediate } from 'node:timers/promises';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import { createRemovalsSeen } from '../../core/issuance/memory/removals-seen.js';
import type { PassServices } from '../../core/issuance/pass/pass-services.js';
import { type PassRequest, runPass } from '../../core/issuance/pass/run-pass.js';
import { noRateLimits } from '../../core/issuance/rate-limits/index.js';
import type { PassReport } from '../../core/post-issue/index.js';
import type { Lineage } from '../../core/store/lineages/lineage.js';
import { emptyMemory, openMemoryStore } from '../store/memory-store.js';
import { aTurnLater } from './a-turn-later.js';
import { now, state } from './fixtures.js';
import { notingLogger } from './noting-logger.js';

/** What a store has, and what of it changed since it was last asked; `undefined`: it cannot tell. */
export interface Scene {
  lineages: readonly Lineage[];
  changed: ReadonlySet<string> | undefined;
  now: number;
  report: PassReport;
  startFingerprint: string | undefined;
  /** Whether what changed lies long enough back. */
  isSettled: boolean;
  /** What the store does where a pass begins. */
  settle: () => Promise<void>;
}

/**
 * Whole passes over a store in memory whose lineages are made up, with a broker and a host of plugins that only tell what
 * they are asked. No CA: what is to be issued fails, as its server is none.
 */
export function createPasses(lineages: readonly Lineage[], more: Partial<Scene> = {}) {
  const told: string[] = [];
  const logged: string[] = [];
  const tell = (text: string) => void told.push(text);
  const scene: Scene = {
    lineages,
    changed: new Set(),
    now,
    report: { steps: [], faults: [] },
    startFingerprint: 'same',
    isSettled: true,
    settle: async () => {},
    ...more,
  };
  const data = emptyMemory();
  const store = openMemoryStore(data);
  let looks = 0;
  Object.assign(store, {
    async lineages({ names, updateCache }: { names?: readonly string[]; updateCache?: boolean } = {}) {
      tell(`look ${names === undefined ? 'at all' : [...names].sort().join()}${updateCache ? ', keep' : ''}`);
      return scene.lineages.filter(({ name }) => names === undefined || names.includes(name));
    },
    read: async (name: string) => scene.lineages.find((lineage) => lineage.name === name),
    adopt: async (name: string) => tell(`adopt ${name}`),
    remove: async (name: string) => {
      tell(`remove ${name}`);
      scene.lineages = scene.lineages.filter((lineage) => lineage.name !== name);
    },
    settle: () => scene.settle(),
    changes: {
      since: async (mark: string) => (mark === `mark ${looks}` ? scene.changed : undefined),
      async observe(touched: Iterable<string>) {
        tell(`observe ${[...touched].sort().join()}`);
        looks += 1;
        return { isSettled: scene.isSettled, keep: async () => `mark ${looks}` };
      },
    },
  });
  Object.assign(store.journal, { tidy: async () => tell('tidy') });
  Object.assign(store, { journal: aTurnLater(store.journal) });
  const memory = createMemoryStore(store);
  const services = {
    store,
    memory,
    limits: noRateLimits,
    removalsSeen: createRemovalsSeen(store.state),
    openBroker: () =>
      aTurnLater({
        // Longer than all else of a pass: what was left in the DNS goes before anything is written there anew.
        sweep: async () => {
          for (let turns = 0; turns < 50; turns += 1) await setImmediate();
          tell('sweep');
        },
        swept: async () => tell('swept'),
        dueAt: async () => 5,
        close: async () => tell('close broker'),
      }),
    postIssue: aTurnLater({
      // It is waited for at the end.
      passBegan: () => {
        tell('began');
        return Promise.resolve();
      },
      passEnded: async (
        summarize: (redact: (text: string) => string) => Promise<{ certificates: readonly object[] }>,
      ) => tell(`ended with ${(await summarize((text) => text)).certificates.length}`),
      passFailed: async ({ message }: Error) => tell(`failed: ${message}`),
      startFingerprint: () => scene.startFingerprint,
      needsEachStart: () => false,
      beginPass: ({ expected }: { expected: readonly { name: string }[] }) => {
        tell(`plugins expect ${expected.map(({ name }) => name).join() || 'nothing'}`);
        return aTurnLater({
          owes: async () => [],
          done: async ({ kind, certificate }: { kind: string; certificate: { name: string } }) =>
            tell(`${kind} ${certificate.name}`),
          failed: (name: string) => tell(`plugins: ${name} failed`),
          finish: async () => scene.report,
        });
      },
      beginIssues: async (wanted: readonly { name: string }[]) => {
        tell(`issue ${wanted.map(({ name }) => name).join() || 'nothing'}`);
        const namesOf = (list: readonly { name: string }[]) => list.map(({ name }) => name).join() || '-';
        return aTurnLater({
          ended: async ({ renewed, failed }: Record<'renewed' | 'failed', readonly { name: string }[]>) =>
            tell(`issued ${namesOf(renewed)}, not ${namesOf(failed)}`),
        });
      },
    }),
    clock: { now: () => scene.now, sleep: async () => {} },
    log: notingLogger(logged),
    userAgent: 'test',
    env: {},
    dispatcher: {},
  } as unknown as PassServices;

  /** What a pass did, in order, what it told, and what came of it. */
  async function pass(asked: ReturnType<typeof state>, request: Partial<PassRequest> = {}) {
    told.length = 0;
    const events: string[] = [];
    const result = await runPass(services, {
      state: asked,
      emit: ({ kind, ...rest }) => {
        const { pending, certificates, failed, changed } = rest as Record<string, unknown>;
        const counts = [certificates, pending, failed, changed].filter((count) => typeof count === 'number');
        events.push([kind, ...counts].join(' '));
      },
      signal: new AbortController().signal,
      ...request,
    }).finally(() => {
      scene.changed = new Set();
    });
    return { ...result, told: [...told], events };
  }
  return { scene, store, memory, services, told, pass, data, logged };
}
