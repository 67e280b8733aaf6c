import { isIP } from 'node:net';
import { getDomain } from 'tldts';
import { placeOf } from '../http/redact.js';
import { Failure } from '../sdk/failure.js';

/**
 * Whether a URL that a CA gave may be asked, with a request that the account's key has signed: it is of the directory's
 * origin, or another host of the same site by https. The CAs there are keep to one host; a CA that named others could
 * have this program ask any server of its network.
 * @param directoryUrl as configured
 */
export function isOfSite(url: string, directoryUrl: string): boolean {
  const directory = new URL(directoryUrl);
  // Nearly all are, and then nothing of the rest can lead elsewhere.
  if (url.startsWith(`${directory.origin}/`)) return true;
  if (!URL.canParse(url)) return false;
  const target = new URL(url);
  if (target.username !== '' || target.password !== '') return false;
  if (target.origin === directory.origin) return true;
  const isSecure = target.protocol === 'https:' && directory.protocol === 'https:';
  return isSecure && target.port === directory.port && isSameSite(target.hostname, directory.hostname);
}

function isSameSite(one: string, other: string): boolean {
  if (isIP(one) !== 0 || isIP(other) !== 0) return false;
  const site = getDomain(other, { allowPrivateDomains: true });
  return site !== null && site === getDomain(one, { allowPrivateDomains: true });
}

/** @throws Failure RESPONSE for a URL that must not be asked */
export function assertOfSite(url: string, directoryUrl: string): void {
  if (isOfSite(url, directoryUrl)) return;
  throw new Failure('RESPONSE', `the CA names a URL of another server, which is not asked: ${placeOf(url)}`, {
    place: placeOf(directoryUrl),
    retryable: false,
    hint: 'Check the directory URL; where the CA stands behind a proxy, let it name URLs of the same host',
  });
}
