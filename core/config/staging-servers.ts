import { letsEncryptStagingServer } from './settings.js';

/**
 * Directories of CAs for trials, whose certificates nobody trusts. Known by name, never guessed from a URL: a server that
 * only looks like one may be somebody's own.
 */
const stagingServers: ReadonlySet<string> = new Set([
  letsEncryptStagingServer,
  // https://cloud.google.com/certificate-manager/docs/public-ca-tutorial
  'https://dv.acme-v02.test-api.pki.goog/directory',
  // https://community.buypass.com/t/63d4ay
  'https://api.test4.buypass.no/acme/directory',
]);

/** @param server ACME directory URL */
export function isStagingServer(server: string): boolean {
  return stagingServers.has(URL.canParse(server) ? new URL(server).href.replace(/\/$/, '') : server);
}
