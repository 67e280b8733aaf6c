import { createSecureContext, rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

/** Idle connections are kept this long, in milliseconds: longer than the pause between two polls of an order. */
const keepAliveMs = 15_000;

/** Connections to one server at a time. */
const connectionsPerServer = 16;

/**
 * Opens the connections of a process.
 * @param roots PEM texts of extra roots; the usual ones are trusted in any case
 * @param env the proxy variables are read from it
 */
export function openPool(roots: readonly string[], env: Readonly<Record<string, string | undefined>>): Dispatcher {
  // Made once, since parsing all roots takes some 20 ms.
  const tls = roots.length === 0 ? {} : { secureContext: createSecureContext({ ca: [...rootCertificates, ...roots] }) };
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
