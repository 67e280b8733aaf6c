import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { diagnoseAlias } from '../../core/check/diagnoses/alias.js';
import { diagnoseCaa } from '../../core/check/diagnoses/caa.js';
import { diagnoseDelegation } from '../../core/check/diagnoses/delegation.js';
import { diagnoseDnssec } from '../../core/check/diagnoses/dnssec.js';
import { diagnoseFailure } from '../../core/check/diagnoses/failure.js';
import { diagnoseServers } from '../../core/check/diagnoses/servers.js';
import { formatRecord } from '../../core/check/index.js';
import { diagnoseParentRecords, wantedRecords } from '../../core/check/standalone-records.js';
import type { CaaValue } from '../../core/dns/answer.js';
import type { ChallengeTarget } from '../../core/dns/challenge-target.js';
import { Failure } from '../../core/sdk/failure.js';
import type { ProviderManifest } from '../../core/sdk/manifest.js';

const capabilities = { granularity: 'record', duplicates: 'rejected', types: ['TXT'] } as const;
const cloud: ProviderManifest = {
  id: 'examplecloud',
  title: 'Example Cloud',
  website: 'https://example.cloud',
  nameservers: ['ns.example.cloud'],
  options: {},
  capabilities,
};
const other: ProviderManifest = {
  ...cloud,
  id: 'other',
  title: 'Other DNS',
  nameservers: ['^ns[0-9]+\\.other\\.example$'],
};

describe('a failure of the provider', () => {
  it('is the wrong credential', () => {
    const page = 'docs/providers/examplecloud.md';
    const found = diagnoseFailure(new Failure('AUTHENTICATION', 'HTTP 403'), 'example.com', cloud, page);
    assert.equal(found.code, 'wrong-credential');
    assert.match(found.message, /Example Cloud refuses the credential: HTTP 403/);
    assert.match(found.hint, /letsencrypt-dns providers examplecloud.*See docs\/providers\/examplecloud\.md$/);
  });

  it('is a zone that is not in the account', () => {
    const found = diagnoseFailure(new Failure('ZONE_NOT_FOUND', 'no zone'), 'example.com', cloud);
    assert.equal(found.code, 'zone-not-in-account');
    assert.match(found.hint, /Add example\.com to the account at Example Cloud \(https:\/\/example\.cloud\)/);
  });

  it('keeps its own hint otherwise', () => {
    const found = diagnoseFailure(new Failure('NETWORK', 'no route', { hint: 'Plug it in' }), 'example.com', cloud);
    assert.deepEqual([found.code, found.hint], ['failed', 'Plug it in']);
  });
});

describe('a zone that is delegated elsewhere', () => {
  const all = [cloud, other];
  const base = { zone: 'example.com', manifest: cloud, all, shown: false };

  it('is told with the provider whose servers they are', () => {
    const found = diagnoseDelegation({ ...base, hosts: ['ns1.other.example', 'ns2.other.example'] });
    assert.equal(found?.code, 'delegated-elsewhere');
    assert.match(found.message, /delegated to ns1\.other\.example, ns2\.other\.example, which are those of Other DNS/);
    assert.match(found.hint, /Choose the provider other/);
  });

  it('is told where nobody knows the servers', () => {
    assert.match(diagnoseDelegation({ ...base, hosts: ['ns.example.org'] })?.hint ?? '', /Delegate example\.com to/);
  });

  it('is none where a server is the provider’s, where its servers are not known, or where they show the record', () => {
    assert.equal(diagnoseDelegation({ ...base, hosts: ['a.ns.example.cloud', 'ns1.other.example'] }), undefined);
    const { nameservers: _none, ...unknown } = cloud;
    assert.equal(diagnoseDelegation({ ...base, manifest: unknown, hosts: ['ns.example.org'] }), undefined);
    assert.equal(diagnoseDelegation({ ...base, hosts: ['vanity.example.com'], shown: true }), undefined);
    assert.equal(diagnoseDelegation({ ...base, hosts: [] }), undefined);
  });
});

describe('a CNAME', () => {
  const nowhere: ChallengeTarget = {
    challengeName: '_acme-challenge.example.com',
    target: 'a.gone.example',
    chain: ['_acme-challenge.example.com', 'a.gone.example'],
    zone: { apex: 'gone.example', source: 'public-suffix' },
  };

  it('that points nowhere is told with its chain', () => {
    const found = diagnoseAlias(nowhere);
    assert.equal(found?.code, 'cname-nowhere');
    assert.match(found.message, /no zone gone\.example \(_acme-challenge\.example\.com → a\.gone\.example\)/);
  });

  it('into a zone that is there is right, and so is a name without one', () => {
    assert.equal(diagnoseAlias({ ...nowhere, zone: { apex: 'gone.example', source: 'soa' } }), undefined);
    assert.equal(diagnoseAlias({ ...nowhere, chain: ['_acme-challenge.example.com'] }), undefined);
  });
});

describe('CAA records', () => {
  const identities = ['letsencrypt.org'];
  const accountUrl = 'https://ca.example/acct/1';

  function caa(tag: string, value: string, critical = false): CaaValue {
    return { tag, value, critical };
  }

  function diagnose(domain: string, ...records: CaaValue[]) {
    return diagnoseCaa({ domain, owner: 'example.com', records, identities, accountUrl });
  }

  it('for another CA forbid ours', () => {
    const found = diagnose('www.example.com', caa('issue', 'ca.example'));
    assert.equal(found?.code, 'caa-forbids');
    assert.match(found.message, /CAA records of example\.com do not let letsencrypt\.org issue.*0 issue "ca\.example"/);
    assert.match(found.hint, /example\.com\. CAA 0 issue "letsencrypt\.org"/);
    assert.ok(diagnose('www.example.com', caa('issue', ';')));
  });

  it('let ours issue, also beside another', () => {
    assert.equal(diagnose('www.example.com', caa('issue', 'ca.example'), caa('Issue', 'LetsEncrypt.org')), undefined);
    assert.equal(diagnose('www.example.com'), undefined);
    assert.equal(diagnose('www.example.com', caa('iodef', 'mailto:a@example.com')), undefined);
  });

  it('have a tag of their own for wildcards', () => {
    const records = [caa('issue', 'letsencrypt.org'), caa('issuewild', ';')];
    assert.match(diagnose('*.example.com', ...records)?.hint ?? '', /CAA 0 issuewild/);
    assert.equal(diagnose('example.com', ...records), undefined);
    assert.equal(diagnose('*.example.com', caa('issue', 'letsencrypt.org')), undefined);
  });

  it('may bind the method and the account (RFC 8657)', () => {
    const http = diagnose('example.com', caa('issue', 'letsencrypt.org; validationmethods=http-01'));
    assert.match(http?.message ?? '', /do not allow the validation method dns-01/);
    const both = caa('issue', `letsencrypt.org; validationmethods=http-01,dns-01; accounturi=${accountUrl}`);
    assert.equal(diagnose('example.com', both), undefined);
    const stranger = diagnose('example.com', caa('issue', 'letsencrypt.org;accounturi=https://ca.example/acct/2'));
    assert.match(stranger?.message ?? '', /another ACME account/);
  });

  it('with a critical tag that nobody knows forbid all', () => {
    assert.ok(diagnose('example.com', caa('issue', 'letsencrypt.org'), caa('tbs', 'x', true)));
  });

  it('cannot be judged for a CA that does not say who it is', () => {
    const records = [caa('issue', 'ca.example')];
    assert.equal(diagnoseCaa({ domain: 'a.example', owner: 'a.example', records, identities: [] }), undefined);
  });
});

describe('DNSSEC', () => {
  const facts = { zone: 'example.com', resolver: '192.0.2.1', rcode: 'SERVFAIL', unchecked: 'NOERROR' };

  it('is broken where the resolver answers only without the check', () => {
    assert.equal(diagnoseDnssec(facts)?.code, 'dnssec-broken');
  });

  it('is not what is wrong with a server that fails anyway, or not at all', () => {
    assert.equal(diagnoseDnssec({ ...facts, unchecked: 'SERVFAIL' }), undefined);
    assert.equal(diagnoseDnssec({ ...facts, rcode: 'NOERROR' }), undefined);
  });
});

describe('the servers of a zone', () => {
  const name = '_acme-challenge.x.example.com';
  const quick = { server: 'ns1 (192.0.2.1)', name, seenAfterMs: 120, answered: undefined };
  const late = { server: 'ns2 (192.0.2.2)', name, seenAfterMs: 42_120, answered: undefined };
  const never = { server: 'ns3 (192.0.2.3)', name, seenAfterMs: undefined, answered: 'ns3 answered NXDOMAIN' };

  it('are right where all show the record soon', () => {
    assert.deepEqual(diagnoseServers('example.com', [quick, { ...quick, server: 'ns4' }], 120_000), []);
  });

  it('have a slow secondary among them', () => {
    const [found, ...more] = diagnoseServers('example.com', [quick, late], 120_000);
    assert.deepEqual([found?.code, found?.severity, more], ['slow-secondary', 'warning', []]);
    assert.match(found?.message ?? '', /ns2 \(192\.0\.2\.2\) follows 42 s after the first/);
  });

  it('have one that does not follow', () => {
    const [found] = diagnoseServers('example.com', [quick, never], 120_000);
    assert.deepEqual([found?.code, found?.severity], ['slow-secondary', 'error']);
    assert.match(
      found?.message ?? '',
      /ns3 \(192\.0\.2\.3\) has not followed the others within 120 s: ns3 answered NXDOMAIN/,
    );
  });

  it('show it nowhere', () => {
    const found = diagnoseServers('example.com', [never], 120_000);
    assert.deepEqual(
      found.map(({ code }) => code),
      ['not-visible'],
    );
  });
});

describe('the records that lead to the built-in DNS server', () => {
  const serverName = 'acme-dns.example.net';

  function located(domain: string, target = `_acme-challenge.${domain}`, apex = domain) {
    const challengeName = `_acme-challenge.${domain}`;
    const chain = target === challengeName ? [challengeName] : [challengeName, target];
    return { domain, challenge: { challengeName, target, chain, zone: { apex, source: 'soa' as const } } };
  }

  function wanted(zones: readonly string[], ...names: ReturnType<typeof located>[]): string[] {
    return wantedRecords({ serverName, zones, names }).map(formatRecord);
  }

  it('are one NS record for each name where no zone is told', () => {
    assert.deepEqual(wanted([], located('www.example.com'), located('example.com')), [
      '_acme-challenge.www.example.com. NS acme-dns.example.net.',
      '_acme-challenge.example.com. NS acme-dns.example.net.',
    ]);
  });

  it('are a CNAME for each name and one NS record where a zone is told', () => {
    assert.deepEqual(wanted(['acme.example.net'], located('www.example.com'), located('example.org')), [
      '_acme-challenge.www.example.com. CNAME www.example.com.acme.example.net.',
      'acme.example.net. NS acme-dns.example.net.',
      '_acme-challenge.example.org. CNAME example.org.acme.example.net.',
    ]);
  });

  it('keep to the CNAME that is there', () => {
    const names = [located('www.example.com', 'x.acme.example.net', 'acme.example.net')];
    const expected = [
      '_acme-challenge.www.example.com. CNAME x.acme.example.net.',
      'acme.example.net. NS acme-dns.example.net.',
    ];
    assert.deepEqual(wanted(['acme.example.net'], ...names), expected);
    assert.deepEqual(wanted([], ...names), expected);
  });

  it('are told where they are missing', () => {
    const record = { name: '_acme-challenge.example.com', type: 'NS', content: serverName, found: [] } as const;
    assert.equal(diagnoseParentRecords([{ ...record, present: true }]), undefined);
    const found = diagnoseParentRecords([
      { ...record, present: false },
      { name: serverName, type: 'A', content: undefined, found: [], present: false },
    ]);
    assert.equal(found?.code, 'records-missing');
    assert.match(
      found.hint,
      /_acme-challenge\.example\.com\. NS acme-dns\.example\.net\.; acme-dns\.example\.net\. A </,
    );
  });
});
