import type { CaaValue } from '../../dns/answer.js';
import type { Diagnosis } from '../diagnosis.js';

export interface CaaFacts {
  /** As in the certificate, with `*.` for a wildcard. */
  readonly domain: string;
  /** Where the set was found: the domain or the closest name above it. */
  readonly owner: string;
  /** The CAA set that counts; empty: anybody may issue. */
  readonly records: readonly CaaValue[];
  /** How the CA calls itself in CAA records (`meta.caaIdentities` of its directory). */
  readonly identities: readonly string[];
  /** URL of the ACME account, where there is one. */
  readonly accountUrl?: string | undefined;
}

const knownTags = ['issue', 'issuewild', 'issuemail', 'iodef', 'contactemail', 'contactphone'];

/** CAA records that keep the CA from issuing (RFC 8659), or from validating over DNS (RFC 8657). */
export function diagnoseCaa(facts: CaaFacts): Diagnosis | undefined {
  const { domain, owner, records, identities } = facts;
  const reason = reasonOf(facts);
  if (reason === undefined) return undefined;
  const tag = tagOf(domain, records);
  return {
    code: 'caa-forbids',
    severity: 'error',
    subject: domain,
    message: `the CAA records of ${owner} ${reason}: ${records.map(format).join(', ')}`,
    hint: `Add the record ${owner}. CAA 0 ${tag} "${identities[0]}", or correct the one that is there`,
  };
}

function reasonOf({ domain, records, identities, accountUrl }: CaaFacts): string | undefined {
  if (records.length === 0 || identities.length === 0) return undefined;
  if (records.some(({ critical, tag }) => critical && !knownTags.includes(tag.toLowerCase())))
    return 'have a critical tag that no CA knows';
  const tag = tagOf(domain, records);
  const relevant = records.filter((record) => record.tag.toLowerCase() === tag).map(({ value }) => parse(value));
  if (relevant.length === 0) return undefined;
  const ours = relevant.filter(({ issuer }) => identities.some((identity) => identity.toLowerCase() === issuer));
  if (ours.length === 0) return `do not let ${identities[0]} issue for ${domain}`;
  const overDns = ours.filter(({ methods }) => methods === undefined || methods.includes('dns-01'));
  if (overDns.length === 0) return 'do not allow the validation method dns-01';
  const accounts = overDns.map(({ account }) => account);
  if (accountUrl === undefined || accounts.includes(undefined) || accounts.includes(accountUrl)) return undefined;
  return `are for another ACME account than ${accountUrl}`;
}

/** Wildcards have a tag of their own, which counts only where it is used (RFC 8659, section 4.3). */
function tagOf(domain: string, records: readonly CaaValue[]): 'issue' | 'issuewild' {
  const hasOwn = records.some(({ tag }) => tag.toLowerCase() === 'issuewild');
  return domain.startsWith('*.') && hasOwn ? 'issuewild' : 'issue';
}

/** `letsencrypt.org; validationmethods=dns-01; accounturi=https://…` */
function parse(value: string) {
  const [issuer = '', ...parameters] = value.split(';').map((part) => part.trim());
  const map = new Map(
    parameters.map((part) => {
      const [name = '', ...rest] = part.split('=');
      return [name.trim().toLowerCase(), rest.join('=').trim()];
    }),
  );
  return {
    issuer: issuer.toLowerCase(),
    methods: map.get('validationmethods')?.split(','),
    account: map.get('accounturi'),
  };
}

function format({ critical, tag, value }: CaaValue): string {
  return `${critical ? 128 : 0} ${tag} "${value}"`;
}
