import { isIP } from 'node:net';

/**
 * Checks the URL of an ACME directory. Plain HTTP is for loopback alone: an account key signs what the answer says. User
 * info would be stored with every lineage, and no CA takes it.
 * @returns what is wrong with it: a sentence that shows nothing of it
 */
export function faultOfServer(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be a URL';
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must be an https URL';
  if (username !== '' || password !== '') return 'must not hold a user name or password';
  if (protocol === 'http:' && !isLoopback(hostname)) return 'must be an https URL: http is for a CA on this host alone';
  return undefined;
}

/** @param hostname of a URL, an IPv6 address in brackets */
function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
