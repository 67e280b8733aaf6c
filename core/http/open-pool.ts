import { createSecureContext, type SecureContext } from 'node:tls';
import { Agent, buildConnector, Pool as Clients, ProxyAgent } from 'undici';
import { watchConnecting } from './connecting.js';
import { readProxies } from './proxies.js';
import { namingNoAddress } from './server-name.js';
import { askWhole, type Dispatcher } from './whole-answer.js';

/** Idle connections are kept this long, in milliseconds: longer than the pause between two polls of an order. */
const keepAliveMs = 15_000;

/** For a connection to be there, in milliseconds. */
const connectMs = 10_000;

/** Connections to one server at a time. */
const connectionsPerServer = 16;

/**
 * Opens the connections of a process.
 * @param roots PEM texts of extra roots; the usual ones are trusted in any case
 * @param env the proxy variables are read from it
 */
export function openPool(
  roots: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  connections = connectionsPerServer,
): Dispatcher {
  const tls = roots.length === 0 ? {} : { secureContext: trusting(roots) };
  const options = { keepAliveTimeout: keepAliveMs, connections };
  const connecting = watchConnecting();
  const proxies = readProxies(env);
  const agents = new Map<string, Agent | ProxyAgent>();

  function open(uri: string): Agent | ProxyAgent {
    if (uri === '') return openAgent(tls);
    // Plain HTTP is asked of the proxy itself, as proxies expect it; only HTTPS is tunnelled.
    return new ProxyAgent({
      ...{ ...options, uri, proxyTunnel: false, requestTls: tls, proxyTls: tls },
      ...{ factory: openClients, clientFactory: openClients },
    });
  }

  function openAgent(more: buildConnector.BuildOptions): Agent {
    return new Agent({ ...options, connect: connecting.watch(buildConnector({ ...more, timeout: connectMs })) });
  }

  /** Those of a proxy, which come with a connector. */
  function openClients(origin: string | URL, given: Clients.Options): Clients {
    const { connect } = given;
    return new Clients(
      origin,
      typeof connect === 'function' ? { ...given, connect: connecting.watch(namingNoAddress(connect)) } : given,
    );
  }

  function agentFor(origin: string): Agent | ProxyAgent {
    const uri = proxies.proxyFor(origin) ?? '';
    const agent = agents.get(uri) ?? open(uri);
    agents.set(uri, agent);
    return agent;
  }

  /** A socket is on this machine: no proxy leads there. */
  function agentAt(socketPath: string): Agent | ProxyAgent {
    const key = `unix:${socketPath}`;
    const agent = agents.get(key) ?? openAgent({ ...tls, socketPath });
    agents.set(key, agent);
    return agent;
  }

  const all = async (end: (agent: Agent | ProxyAgent) => Promise<void>) => {
    await Promise.all([...agents.values()].map(end));
  };
  return {
    request: async (request) => {
      const { origin, socketPath } = request;
      return askWhole(socketPath === undefined ? agentFor(origin) : agentAt(socketPath), request);
    },
    close: () => all((agent) => agent.close()),
    destroy: async () => {
      await all((agent) => agent.destroy());
      connecting.end();
    },
  };
}

/**
 * Trusts these roots besides those that Node trusts by itself. Node adds the latter without a word of JavaScript: handed over
 * one by one they would take 40 ms of each start.
 */
function trusting(roots: readonly string[]): SecureContext {
  const context = createSecureContext();
  for (const pem of roots) context.context.addCACert(pem);
  return context;
}
