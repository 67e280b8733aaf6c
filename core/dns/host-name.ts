import { Failure } from '../sdk/failure.js';

/** Letters, digits, hyphens and underscores: `_acme-challenge` and the like are names of records, though not of hosts. */
const label = /^[a-z0-9_-]{1,63}$/i;

/**
 * Whether a name is made of labels that may stand in the path of a request: RFC 1035 allows any byte in a label, and
 * who controls the DNS of one domain could otherwise send `/`, `%2e%2e` or `?` into a provider's API.
 * @param name without a final dot
 */
export function isHostName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((part) => label.test(part));
}

/**
 * Gives a name back that came out of the DNS.
 * @param role what it is, for the message: `the target of the CNAME record of www.example.com`
 * @throws Failure DNS, not retryable, where it is no host name
 */
export function checkedName(name: string, role: string): string {
  if (isHostName(name)) return name;
  throw new Failure('DNS', `${role} is no host name: ${JSON.stringify(name.slice(0, 253))}`, {
    retryable: false,
    hint: 'Correct that record: its labels may have letters, digits, hyphens and underscores',
  });
}
