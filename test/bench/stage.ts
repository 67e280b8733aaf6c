import {
  createTempDir,
  type Pebble,
  type Postgres,
  type PowerDns,
  startPebble,
  startPostgres,
  startPowerDns,
} from '../lab/index.js';
import { type OrderGate, startOrderGate } from './one-order-at-a-time.js';

/** Servers that nobody has used yet: Pebble grows slower, and sometimes hangs, after some hundred certificates. */
export interface Stage {
  readonly pebble: Pebble;
  /** Where contenders begin: Pebble's own directory, or one that lets new orders through one at a time. */
  readonly directoryUrl: string;
  readonly dns: PowerDns;
  /** An empty directory. */
  readonly directory: string;
  /** A server that keeps what it has confirmed, started when it is asked for first. */
  postgres(): Promise<Postgres>;
  /** Requests so far. */
  acmeRequests(): number;
  /** Those to one of Pebble's resources, by what its path begins with: `/order-plz`. */
  acmeRequestsTo(path: string): number;
  providerRequests(): number;
  /** Those of them that change something. */
  providerWrites(): number;
  /** Whether Pebble answers nothing any more that it has to look up. */
  isStuck(): Promise<boolean>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StageOptions {
  /** Pebble asks no name server: every challenge is good. */
  readonly alwaysValid?: boolean;
  /** Percentage of good nonces that Pebble rejects. */
  readonly rejectedNonces?: number;
  /** New orders reach Pebble one at a time: see {@link startOrderGate}. */
  readonly ordersInLine?: boolean;
}

export const zone = 'example.com';

export async function openStage({
  alwaysValid = false,
  rejectedNonces = 0,
  ordersInLine = false,
}: StageOptions = {}): Promise<Stage> {
  const directory = await createTempDir('bench');
  const dns = await startPowerDns({ zones: [zone], backend: 'lmdb', logsRequests: true });
  const pebble = await startPebble({
    dnsServer: dns.dnsAddress,
    env: {
      PEBBLE_WFE_NONCEREJECT: `${rejectedNonces}`,
      ...(alwaysValid && { PEBBLE_VA_ALWAYS_VALID: '1' }),
    },
  });
  const gate: OrderGate | undefined = ordersInLine ? await startOrderGate(pebble) : undefined;
  let starting: Promise<Postgres> | undefined;
  // Of the lab, which asks whether they are there.
  const own = {
    acme: countAcme(pebble.output()),
    provider: countProvider(dns.output()),
    writes: countWrites(dns.output()),
  };
  return {
    pebble,
    directoryUrl: gate?.directoryUrl ?? pebble.directoryUrl,
    dns,
    directory: directory.path,
    postgres() {
      starting ??= startPostgres({ settings: { fsync: 'on', synchronous_commit: 'on' } });
      return starting;
    },
    acmeRequests: () => countAcme(pebble.output()) - own.acme,
    acmeRequestsTo: (path) => countAcme(pebble.output(), path) - (path === '/dir' ? own.acme : 0),
    providerRequests: () => countProvider(dns.output()) - own.provider,
    providerWrites: () => countWrites(dns.output()) - own.writes,
    async isStuck() {
      try {
        await pebble.certificateStatus('0a');
        return false;
      } catch (error) {
        // It has no such certificate, and says so, or does not answer in time.
        return !(error instanceof Error && error.message.includes('answered 404'));
      }
    },
    /**
     * The directory stays until this process ends: ext4 does not use an inode again for a minute or more after its file is
     * gone, and looks at each such one whenever a file is made, which would be charged to whoever is measured next.
     */
    async [Symbol.asyncDispose]() {
      await gate?.stop();
      await Promise.all([pebble.stop(), dns.stop(), starting?.then((postgres) => postgres.stop())]);
    },
  };
}

/** Pebble names each request that it hands to a handler. */
function countAcme(output: string, path = '/'): number {
  const handled = [...output.matchAll(/[A-Z]+ (\/\S*) -> calling handler\(\)/g)];
  return handled.filter(([, found]) => found?.startsWith(path)).length;
}

function countProvider(output: string): number {
  return output.match(/"[A-Z]+ \/api\/v1\/[^"]*"/g)?.length ?? 0;
}

function countWrites(output: string): number {
  return output.match(/"(POST|PUT|PATCH|DELETE) \/api\/v1\/[^"]*"/g)?.length ?? 0;
}

/** The names of the n-th certificate, from 0. */
export function namesOf(index: number): [string, string] {
  return [`c${index}.${zone}`, `www.c${index}.${zone}`];
}
