import { authorities, authorityOf } from './authority.js';

/** Of CAs without a short name. */
const others = [
  // https://community.buypass.com/t/63d4ay
  'https://api.test4.buypass.no/acme/directory',
];

/**
 * Directories of CAs for trials, whose certificates nobody trusts. Known by name, never guessed from a URL: a server that
 * only looks like one may be somebody's own.
 */
const stagingServers: ReadonlySet<string> = new Set([
  ...authorities.flatMap(({ staging }) => staging ?? []),
  ...others,
]);

/** The staging server of the CA whose directory this is: itself where it is one; undefined where none is known. */
export function stagingServerOf(server: string): string | undefined {
  return isStagingServer(server) ? server : authorityOf(server)?.staging;
}

/** @param server ACME directory URL */
export function isStagingServer(server: string): boolean {
  return stagingServers.has(URL.canParse(server) ? new URL(server).href.replace(/\/$/, '') : server);
}
