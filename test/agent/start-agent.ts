import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createHubs } from '../../core/agent/hub-client.js';
import { type AgentOptions, runAgent } from '../../core/agent/run-agent.js';
import { type Clock, systemClock } from '../../core/clock/clock.js';
import type { DesiredState } from '../../core/config/desired-state.js';
import type { DoorClient } from '../../core/config/doors.js';
import { createHttpClient } from '../../core/http/client.js';
import { createPostIssueHost, owedStepsIn } from '../../core/post-issue/index.js';
import { type CertificateEvent, silentLogger } from '../../core/sdk/index.js';
import { createFileStore } from '../../core/store/file-store.js';
import type { WireHub } from '../doors/wire/wire-hub.js';
import { createTempDir } from '../lab/temp-dir.js';
import { registered, surroundings } from '../post-issue/support.js';

export interface AgentInProcess {
  readonly store: ReturnType<typeof createFileStore>;
  /** `kind name version` of each step that was run, also of those that failed. */
  readonly steps: string[];
  link(name: string): Promise<string>;
  end(): Promise<void>;
}

export interface AgentPlace {
  readonly client: DoorClient;
  readonly addresses: readonly string[];
  readonly clock?: Clock;
  /** Throws where a step is to fail. */
  readonly step?: (name: string) => void;
}

/** An agent in this process, with a directory of its own and one plugin. */
export async function startAgent(
  hub: Pick<WireHub, 'services'>,
  { client, addresses, clock = systemClock, step = () => {} }: AgentPlace,
): Promise<AgentInProcess> {
  const directory = await createTempDir('agent');
  const store = createFileStore({ configDir: directory.path, log: silentLogger });
  const steps: string[] = [];
  const plugin = registered({ id: 'step' }, () => ({
    async handle({ kind, certificate: { name, version } }: CertificateEvent) {
      steps.push(`${kind} ${name} ${version}`);
      step(name);
    },
  }));
  const postIssue = createPostIssueHost(
    surroundings({ plugins: [plugin], owed: owedStepsIn(store.publication.steps) }),
  );
  const stop = new AbortController();
  const { dispatcher, userAgent } = hub.services;
  const basic = { username: client.name, password: client.secret ?? '' };
  const retry = { attempts: 1, firstPauseMs: 0, longestPauseMs: 0 };
  const clients = addresses.map((baseUrl) =>
    createHttpClient({ dispatcher, log: silentLogger, userAgent, retry }, { baseUrl, basic }),
  );
  const options: AgentOptions = {
    hubs: createHubs(clients),
    hub: addresses[0] ?? '',
    hasSeveralHubs: addresses.length > 1,
    names: [],
    services: { store, postIssue, log: silentLogger, clock },
    state: { certificates: [], held: [] } as unknown as DesiredState,
    hold: (work) => work(),
    signal: stop.signal,
  };
  const running = runAgent(options).catch((error: unknown) => error);
  return {
    store,
    steps,
    link: (name) => readlink(join(directory.path, 'live', name, 'fullchain.pem')),
    async end() {
      stop.abort();
      await running;
      await directory.remove();
    },
  };
}
