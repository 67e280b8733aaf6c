import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { Failure } from '../sdk/failure.js';

export interface DispatcherOptions {
  /** PEM file of extra roots, trusted for every server (LETSENCRYPT_CA_BUNDLE). */
  readonly caBundle?: string | undefined;
  /** The environment: proxy variables and NODE_EXTRA_CA_CERTS are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Idle connections are kept this long, in milliseconds: longer than the pause between two polls of an order. */
const keepAliveMs = 15_000;

/** Connections to one server at a time. */
const connectionsPerServer = 16;

/**
 * One pool of connections for the whole process: HTTP_PROXY, HTTPS_PROXY and NO_PROXY in either case, extra roots,
 * keep-alive.
 * @throws Failure CONFIG where the bundle cannot be read
 */
export function createDispatcher({ caBundle, env }: DispatcherOptions): Dispatcher {
  const tls = caBundle === undefined ? {} : { secureContext: trustAlso(caBundle, env.NODE_EXTRA_CA_CERTS) };
  const pool = {
    keepAliveTimeout: keepAliveMs,
    connections: connectionsPerServer,
    connect: { ...tls, timeout: 10_000 },
  };
  const httpProxy = env.http_proxy ?? env.HTTP_PROXY;
  const httpsProxy = env.https_proxy ?? env.HTTPS_PROXY;
  if (!httpProxy && !httpsProxy) return new Agent(pool);
  return new EnvHttpProxyAgent({
    ...pool,
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
    // Plain HTTP is asked of the proxy itself, as proxies expect it; only HTTPS is tunnelled.
    proxyTunnel: false,
    requestTls: tls,
    proxyTls: tls,
  });
}

/** The usual roots and some more. Made once, since parsing all roots takes some 20 ms. */
function trustAlso(caBundle: string, extraCaCerts: string | undefined): SecureContext {
  const files = extraCaCerts ? [caBundle, extraCaCerts] : [caBundle];
  return createSecureContext({ ca: [...rootCertificates, ...files.map(readBundle)] });
}

function readBundle(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it holds no PEM certificate');
    return pem;
  } catch (error) {
    throw new Failure('CONFIG', `cannot use the CA bundle ${file}: ${(error as Error).message}`, {
      place: 'LETSENCRYPT_CA_BUNDLE',
      mend: 'Name a readable file of PEM certificates',
      cause: error,
    });
  }
}
