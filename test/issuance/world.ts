import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openApplication } from '../../core/application/open-application.js';
import { tokens } from '../../core/application/tokens.js';
import type { DesiredState } from '../../core/config/desired-state.js';
import { createRedactor } from '../../core/http/redact.js';
import type { PassEvent } from '../../core/issuance/pass/events.js';
import type { PassServices } from '../../core/issuance/pass/pass-services.js';
import { type PassRequest, type PassResult, runPass } from '../../core/issuance/pass/run-pass.js';
import { readStatus } from '../../core/issuance/status/read-status.js';
import { type FakePowerDns, startFakePowerDns } from '../faults/fake-powerdns.js';
import { createTempDir } from '../lab/temp-dir.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';

/** A CA that asks the world's DNS server. */
export interface WorldCa {
  readonly directoryUrl: string;
  /** PEM file. */
  readonly caBundle: string;
  stop(): Promise<void>;
}

export interface World {
  readonly clock: FakeClock;
  readonly provider: FakePowerDns;
  readonly configDir: string;
  readonly events: PassEvent[];
  readonly env: Record<string, string>;
  writeDomains(text: string): Promise<void>;
  /** One pass by a program that has just been started. */
  pass(request?: Partial<PassRequest>): Promise<PassResult>;
  /** Does something with the services of a program that has just been started. */
  within<T>(work: (services: PassServices) => Promise<T>): Promise<T>;
  status(): ReturnType<typeof readStatus>;
  /** The configuration as it is now. */
  state(): Promise<DesiredState>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface WorldOptions {
  readonly domains?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: FakeClock;
  readonly zones?: readonly string[];
}

/**
 * The program in this process: a configuration directory, a provider, a CA, and a clock that stands. Each pass is that
 * of a fresh start, so that whatever is remembered is remembered on disk.
 */
export async function createWorld(
  startCa: (dnsAddress: string, clock: FakeClock) => Promise<WorldCa>,
  options: WorldOptions = {},
): Promise<World> {
  const clock = options.clock ?? createFakeClock();
  const directory = await createTempDir('world');
  const provider = await startFakePowerDns(options.zones);
  const ca = await startCa(provider.dnsAddress, clock);
  const events: PassEvent[] = [];
  const env: Record<string, string> = {
    LETSENCRYPT_SERVER: ca.directoryUrl,
    LETSENCRYPT_CA_BUNDLE: ca.caBundle,
    LETSENCRYPT_CONFIG_DIR: directory.path,
    LEXICON_PROVIDER: 'powerdns',
    LEXICON_POWERDNS_PDNS_SERVER: provider.apiUrl,
    LEXICON_POWERDNS_AUTH_TOKEN: provider.apiKey,
    DNS_RESOLVERS: provider.dnsAddress,
    LETSENCRYPT_DNS_TEST_AUTHORITATIVE: provider.dnsAddress,
    LEXICON_SLEEP_TIME: '2',
    LEXICON_MAX_CHECKS: '1',
    CERTS_USER_OWNER: `${process.getuid?.() ?? 0}`,
    CERTS_GROUP_OWNER: `${process.getgid?.() ?? 0}`,
    LOG_LEVEL: 'silent',
    ...options.env,
  };
  const writeDomains = (text: string) => writeFile(join(directory.path, 'domains.conf'), text);
  await writeDomains(options.domains ?? 'www.example.com');

  async function open() {
    const application = await openApplication({ globals: {}, env, redactor: createRedactor() });
    application.container.register(tokens.clock, { useValue: clock });
    return application;
  }

  return {
    clock,
    provider,
    configDir: directory.path,
    events,
    env,
    writeDomains,
    async pass(request = {}) {
      const application = await open();
      try {
        return await runPass(application.container.resolve(tokens.passServices), {
          state: application.state,
          emit: (event) => void events.push(event),
          signal: new AbortController().signal,
          isStart: true,
          // Tests look at what is kept, too.
          wantsAll: true,
          ...request,
        });
      } finally {
        await application.close();
      }
    },
    async within(work) {
      const application = await open();
      try {
        return await work(application.container.resolve(tokens.passServices));
      } finally {
        await application.close();
      }
    },
    async status() {
      const application = await open();
      try {
        return await readStatus(application.container.resolve(tokens.passServices), application.state);
      } finally {
        await application.close();
      }
    },
    async state() {
      const application = await open();
      await application.close();
      return application.state;
    },
    async [Symbol.asyncDispose]() {
      await ca.stop();
      await provider.stop();
      await directory.remove();
    },
  };
}

/** What became of each certificate of a pass: `create www.example.com done`. */
export function summary({ actions, outcomes }: Pick<PassResult, 'actions' | 'outcomes'>): string[] {
  return actions.map((action) => {
    const outcome = outcomes.find((candidate) => candidate.action === action);
    if (outcome === undefined) return `${action.kind} ${action.name}`;
    return `${action.kind} ${action.name} ${outcome.failure === undefined ? 'done' : outcome.failure.code}`;
  });
}
