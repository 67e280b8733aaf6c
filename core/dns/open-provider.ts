import { createHttpClient, type HttpClientOptions } from '../http/client.js';
import type { Dispatcher } from '../http/dispatcher.js';
import { createRateLimiter } from '../http/rate-limiter.js';
import { createThrottle } from '../http/throttle.js';
import { loadModule } from '../manifest/load-module.js';
import type { RegisteredProvider } from '../manifest/registry.js';
import { currentSignal } from '../sdk/ambient-signal.js';
import type { Logger } from '../sdk/logger.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import type { DnsProvider, ProviderModule } from '../sdk/provider.js';
import type { ResponderService } from '../sdk/responder.js';

export interface OpenProviderOptions {
  readonly registered: RegisteredProvider;
  /** The id or alias that the user gave; that of the manifest unless told. */
  readonly askedFor?: string | undefined;
  /** Resolved and checked against the manifest. */
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  readonly userAgent: string;
  readonly retry?: HttpClientOptions['retry'];
  readonly onRequest?: HttpClientOptions['onRequest'];
  readonly onSecret?: HttpClientOptions['onSecret'];
  readonly environment?: (() => Readonly<Record<string, string>>) | undefined;
}

/**
 * Imports a provider's module and makes a provider of it.
 * @throws Failure CONFIG where the module cannot be used
 */
export async function openProvider({ registered, ...request }: OpenProviderOptions): Promise<DnsProvider> {
  const module = await loadModule<ProviderModule>(registered);
  return makeProvider(module, { ...request, manifest: registered.manifest });
}

export interface MakeProviderOptions extends Omit<OpenProviderOptions, 'registered'> {
  readonly manifest: ProviderManifest;
}

/** Makes a provider of a module, with an HTTP client that keeps to the manifest's rate limit. */
export function makeProvider(module: ProviderModule, request: MakeProviderOptions): DnsProvider {
  const { manifest, options, dispatcher, userAgent, retry, onRequest, onSecret, environment = () => ({}) } = request;
  const { id, capabilities } = manifest;
  const log = request.log.child({ provider: id });
  const http = createHttpClient({
    dispatcher,
    log,
    userAgent,
    limiter: createRateLimiter(capabilities.requestsPerSecond),
    throttle: createThrottle(),
    refusesPages: true,
    retry,
    onRequest,
    onSecret,
  });
  // The options were resolved from the manifest, from which their types at the provider are inferred as well.
  const responder = lendResponder(log);
  return module.create({
    id: request.askedFor ?? id,
    options: options as never,
    http,
    log,
    signal: currentSignal,
    now: Date.now,
    environment,
    responder,
  });
}

/** Few providers need it, so that its code is loaded when it is started. */
function lendResponder(log: Logger): ResponderService {
  return {
    async start(request) {
      const { startTxtServer } = await import('../responder/index.js');
      return startTxtServer(request, log, currentSignal());
    },
  };
}
