import { createServer } from 'node:https';
import { createNoncePool } from '../acme-server/index.js';
import { Failure, silentLogger, toFailure } from '../sdk/index.js';
import type { Resolver } from './ask-txt.js';
import { createAuthority, createServerIdentity } from './authority.js';
import { type Context, type Resource, resources } from './context.js';
import { profilesOf, type RehearsalOptions } from './options.js';
import { type RequestCounts, serve } from './server.js';
import { createState, type IssuedCertificate, type RenewalWindow } from './state.js';

export interface RehearsalCa {
  readonly directoryUrl: string;
  /** Root of the HTTPS server's own certificate: what a client must trust to talk to this CA. */
  readonly caPem: string;
  /** Root of the default chain. */
  readonly rootPem: string;
  /** Root of the alternate chain. */
  readonly alternateRootPem: string;
  readonly stats: { readonly requests: Readonly<Record<Resource, number>> };
  /** All certificates issued so far, oldest first. */
  certificates(): readonly Readonly<IssuedCertificate>[];
  /** Suggests this window for a certificate from now on. @param serial hexadecimal, any case, with or without leading zeros */
  setRenewalWindow(serial: string, window: RenewalWindow): void;
  /** Forgets all nonces, as a CA does that restarts. */
  expireNonces(): void;
  /** Stops listening, drops connections and gives up validations under way. */
  close(): Promise<void>;
}

const requestTimeoutMs = 30_000;

/**
 * A small ACME CA in this process (RFC 8555, RFC 9773, profiles), for rehearsals and tests. It forgets everything when
 * it closes, and nobody trusts it.
 * @throws Failure CONFIG for a bad resolver, or an address that cannot be listened on; ABORTED
 */
export async function startRehearsalCa(options: RehearsalOptions): Promise<RehearsalCa> {
  const now = options.now ?? Date.now;
  const address = options.listen?.address ?? '127.0.0.1';
  const stop = new AbortController();
  const identity = await createServerIdentity([...new Set([address, '127.0.0.1', 'localhost'])], now());
  const server = createServer({ key: identity.keyPem, cert: identity.certificatePem });
  server.requestTimeout = requestTimeoutMs;
  let base = '';
  const context: Context = {
    options,
    profiles: profilesOf(options),
    resolver: parseResolver(options.resolver, options.dnsTimeoutMs ?? 2000),
    authority: await createAuthority(options.issuers, now()),
    nonces: createNoncePool(),
    state: createState(),
    log: options.log ?? silentLogger,
    now,
    url: (resource, ...rest) => [base, resource, ...rest].join('/'),
    signal: stop.signal,
  };
  const counts: RequestCounts = { requests: zeroCounts(), signed: 0 };
  server.on('request', (incoming, outgoing) => void serve(context, counts, incoming, outgoing));
  try {
    options.signal?.throwIfAborted();
    const port = await listen(server, address, options.listen?.port ?? 0);
    base = `https://${address}:${port}`;
  } catch (error) {
    throw toFailure(error, 'CONFIG');
  }
  return {
    directoryUrl: context.url('directory'),
    caPem: identity.caPem,
    rootPem: context.authority.rootPem,
    alternateRootPem: context.authority.alternateRootPem,
    stats: counts,
    certificates: () => [...context.state.certificates.values()],
    setRenewalWindow(serial, window) {
      const known = [...context.state.certificates.values()].find((one) => bare(one.serial) === bare(serial));
      if (known === undefined) throw new Failure('INTERNAL', `the rehearsal CA has issued no certificate ${serial}`);
      context.state.windows.set(known.serial, window);
    },
    expireNonces: () => context.nonces.expireAll(),
    async close() {
      stop.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new Failure('CONFIG', `the rehearsal CA cannot listen on ${host} port ${port}: ${error.message}`, {
          cause: error,
        }),
      );
    });
    server.listen({ host, port }, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : port);
    });
  });
}

function parseResolver(text: string, timeoutMs: number): Resolver {
  const match = /^(?:\[([\da-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) throw new Failure('CONFIG', `"${text}" is not a resolver: give host:port`);
  return { host, port: Number(match?.[3]), timeoutMs };
}

function zeroCounts(): Record<Resource, number> {
  const counts: Partial<Record<Resource, number>> = {};
  for (const resource of resources) counts[resource] = 0;
  return counts as Record<Resource, number>;
}

function bare(serial: string): string {
  return serial
    .toLowerCase()
    .replace(/[^\da-f]/g, '')
    .replace(/^0+/, '');
}
