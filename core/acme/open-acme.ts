import type { AcmeOptions, AcmeServer } from './server.js';

/**
 * Reads the directory of a server. All that speaks ACME is loaded for the first server only: most passes ask none.
 * @throws Failure NETWORK, TIMEOUT, SERVER, RESPONSE (not an ACME server)
 */
export async function openAcme(options: AcmeOptions): Promise<AcmeServer> {
  return (await import('./server.js')).openAcme(options);
}
