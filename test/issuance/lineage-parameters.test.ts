import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DesiredCertificate } from '../../core/config/desired-state.js';
import { differencesOf } from '../../core/issuance/plan/differences.js';
import { keepsKey, lineageParameters } from '../../core/issuance/plan/lineage-parameters.js';
import { plan } from '../../core/issuance/plan/plan.js';
import { readRenewalFacts, writeRenewalText } from '../../core/store/certbot/renewal-conf.js';
import type { CertificateFacts } from '../../core/x509/certificate-facts.js';
import { certificate, lineage, planInput } from './fixtures.js';

const server = 'https://acme.example/directory';

/** A lineage whose renewal configuration has these parameters, one a line, and whose key is of this type. */
function adopted(parameters: string, keyType: CertificateFacts['keyType'], top = '') {
  const renewal = readRenewalFacts(`${top}[renewalparams]\nserver = ${server}\n${parameters}\n`, 'a.conf');
  const there = lineage('a.example.com', { renewal, server });
  return { ...there, certificate: { ...there.certificate, keyType } };
}

const wanted = (more: Partial<DesiredCertificate> = {}) => certificate('a.example.com', more);

describe('what a lineage records stays in force', () => {
  const keys: readonly [string, CertificateFacts['keyType'], string][] = [
    ['key_type = rsa', 'rsa2048', 'rsa2048'],
    ['key_type = rsa\nrsa_key_size = 3072', 'rsa3072', 'rsa3072'],
    ['key_type = rsa\nrsa_key_size = 4096', 'rsa4096', 'rsa4096'],
    ['key_type = RSA\nrsa_key_size = 3072', 'ecdsa256', 'rsa3072'],
    ['key_type = rsa', 'rsa4096', 'rsa4096'],
    ['key_type = rsa\nrsa_key_size = 1024', 'rsa1024', 'rsa2048'],
    ['key_type = rsa\nrsa_key_size = many', 'rsa3072', 'rsa3072'],
    ['rsa_key_size = 4096', 'rsa4096', 'rsa4096'],
    ['', 'rsa4096', 'rsa4096'],
    ['', 'ecdsa384', 'ecdsa384'],
    ['', 'other', 'ecdsa256'],
    ['key_type = ecdsa', 'ecdsa256', 'ecdsa256'],
    ['key_type = ecdsa\nelliptic_curve = secp384r1', 'ecdsa384', 'ecdsa384'],
    ['key_type = ecdsa\nelliptic_curve = SECP521R1', 'ecdsa521', 'ecdsa521'],
    ['key_type = ecdsa\nelliptic_curve = secp256r1', 'rsa2048', 'ecdsa256'],
    ['key_type = ecdsa', 'ecdsa384', 'ecdsa384'],
  ];
  for (const [text, present, expected] of keys) {
    it(`${text.replaceAll('\n', ', ') || 'nothing'}, with a key ${present}`, () => {
      assert.equal(lineageParameters(wanted(), adopted(text, present)).keyType, expected);
      const asked = wanted({ keyType: 'ecdsa384', explicit: { keyType: 'LETSENCRYPT_KEY_TYPE' } });
      assert.equal(lineageParameters(asked, adopted(text, present)).keyType, 'ecdsa384');
    });
  }

  const others: readonly [string, Partial<DesiredCertificate>, object][] = [
    ['reuse_key = True', {}, { reuseKey: true }],
    ['reuse_key = True', { reuseKey: false, explicit: { reuseKey: 'reuse_key' } }, { reuseKey: false }],
    ['preferred_chain = ISRG Root X1', {}, { preferredChain: 'ISRG Root X1' }],
    ['preferred_chain = A', { preferredChain: 'B', explicit: { preferredChain: 'x' } }, { preferredChain: 'B' }],
    ['', { preferredChain: 'B' }, { preferredChain: 'B' }],
    ['preferred_profile = tlsserver', {}, { profile: 'tlsserver', isProfileRequired: false }],
    ['required_profile = tlsserver', {}, { profile: 'tlsserver', isProfileRequired: true }],
    ['required_profile = a\npreferred_profile = b', {}, { profile: 'a', isProfileRequired: true }],
    [
      'preferred_profile = a',
      { acmeProfile: 'b', explicit: { acmeProfile: 'x' } },
      { profile: 'b', isProfileRequired: true },
    ],
    ['[letsencrypt-dns]\nprofile = classic', {}, { profile: 'classic', isProfileRequired: true }],
  ];
  for (const [text, more, expected] of others) {
    it(`${text.replaceAll('\n', ', ')}, where ${JSON.stringify(more)} is asked for`, () => {
      const found = lineageParameters(wanted(more), adopted(text, 'ecdsa256'));
      assert.deepEqual({ ...found, ...expected }, found);
    });
  }

  it('and of a new one it is what is configured', () => {
    const asked = wanted({ reuseKey: true, preferredChain: 'B', acmeProfile: 'p', keyType: 'rsa4096' });
    assert.deepEqual(lineageParameters(asked, undefined), {
      ...{ keyType: 'rsa4096', reuseKey: true, preferredChain: 'B', profile: 'p', isProfileRequired: true },
    });
  });

  it('and is written back in the form of certbot', () => {
    const base = { server, account: 'a', reuseKey: true, preferredChain: 'ISRG Root X1' };
    const paths = { cert: 'c', chain: 'h', fullchain: 'f', privkey: 'p' };
    const table = [
      [
        { keyType: 'rsa3072', profile: 'p', isProfileRequired: true },
        /^(?=.*key_type = rsa\n)(?=.*rsa_key_size = 3072\n)/s,
        /required_profile = p\n/,
      ],
      [
        { keyType: 'ecdsa521', profile: 'p' },
        /^(?=.*key_type = ecdsa\n)(?=.*elliptic_curve = secp521r1\n)/s,
        /preferred_profile = p\n/,
      ],
      [{ keyType: 'rsa2048' }, /^(?=.*key_type = rsa\n)(?!.*rsa_key_size)(?!.*elliptic_curve)/s, /^(?!.*_profile)/s],
    ] as const;
    for (const [more, key, profile] of table) {
      const existing =
        '[renewalparams]\nrsa_key_size = 4096\nelliptic_curve = secp384r1\npreferred_profile = old\n[letsencrypt-dns]\nprofile = older\n';
      const text = writeRenewalText({
        existing,
        place: 'a.conf',
        archiveDirectory: 'd',
        paths,
        managed: 'adopted',
        parameters: { ...base, ...more },
      });
      assert.match(text, key);
      assert.match(text, profile);
      assert.match(text, /reuse_key = True\n/);
      assert.match(text, /preferred_chain = ISRG Root X1\n/);
      assert.doesNotMatch(text, /old/);
      const again = readRenewalFacts(text, 'a.conf');
      assert.equal(again.profile, 'profile' in more ? 'p' : undefined);
    }
  });

  it('a key is kept unless another type is asked for, or it must not be used again', () => {
    const there = adopted('reuse_key = True\nkey_type = rsa', 'rsa4096');
    const asked = (keyType: DesiredCertificate['keyType']) => wanted({ keyType, explicit: { keyType: 'key_type' } });
    assert.equal(keepsKey(wanted(), there, false), true);
    assert.equal(keepsKey(wanted(), there, true), false);
    assert.equal(keepsKey(asked('rsa4096'), there, false), true);
    assert.equal(keepsKey(asked('ecdsa'), there, false), false);
    assert.equal(keepsKey(wanted(), adopted('', 'rsa4096'), false), false);
    assert.equal(keepsKey(wanted(), { ...there, health: { broken: 'x' } }, false), false);
  });
});

describe('what differs between disk and configuration', () => {
  const there = adopted('key_type = rsa\nreuse_key = True\npreferred_profile = classic', 'rsa4096');

  it('is told with what becomes of it, and is nothing to be done', () => {
    const [action] = plan(
      planInput([wanted({ keyType: 'ecdsa384', explicit: { keyType: 'LETSENCRYPT_KEY_TYPE' } })], [there]),
    );
    assert.ok(action?.kind === 'keep');
    assert.deepEqual(
      action.differences.map(({ text }) => text),
      [
        'key type changes from rsa4096 to ecdsa384 at the next renewal, by LETSENCRYPT_KEY_TYPE',
        'key reuse on stays: nothing asks for off explicitly',
        'profile classic stays: nothing asks for another explicitly',
      ],
    );
  });

  it('changes now where a renewal is due', () => {
    const asked = wanted({ acmeProfile: 'tlsserver', explicit: { acmeProfile: 'acme_profile' } });
    const found = differencesOf(asked, there, server, true).find(({ about }) => about === 'profile');
    assert.deepEqual([found?.outcome, found?.present, found?.configured], ['now', 'classic', 'tlsserver']);
  });

  it('is told by what is recorded, what asks for another, and what is by default', () => {
    const there = (text: string) => adopted(text, 'ecdsa256');
    const asking = wanted({ preferredChain: 'Root X2', explicit: { preferredChain: 'line 3' } });
    const none = wanted({ explicit: { preferredChain: 'line 3' } });
    const table: readonly [DesiredCertificate, ReturnType<typeof there>, string][] = [
      [asking, there(''), 'chain changes from the default to Root X2 now, by line 3'],
      [none, there('preferred_chain = A'), 'chain changes from A to the default now, by line 3'],
      [wanted(), there('preferred_chain = A'), 'chain A stays: nothing asks for another explicitly'],
    ];
    for (const [asked, present, text] of table)
      assert.deepEqual(
        differencesOf(asked, present, server, true).map((one) => one.text),
        [text],
      );
  });

  it('is none of a key that is kept, of whatever type', () => {
    const asked = wanted({ keyType: 'ecdsa' });
    const [kept] = differencesOf(asked, adopted('reuse_key = True', 'other'), server, true);
    assert.deepEqual([kept?.about, kept?.present, kept?.outcome], ['key type', 'other', 'kept']);
    const [replaced] = differencesOf(asked, adopted('', 'other'), server, true);
    assert.deepEqual([replaced?.about, replaced?.outcome], ['key type', 'now']);
  });

  it('is none where all is as configured', () => {
    const asked = wanted({ keyType: 'rsa4096', reuseKey: true, acmeProfile: 'classic' });
    assert.deepEqual(differencesOf(asked, there, server, false), []);
  });

  it('tells a CA that stays, and one that does not', () => {
    const configured = 'https://other.example/directory';
    const [stays] = differencesOf(wanted({ server: configured }), there, server, false);
    assert.deepEqual([stays?.about, stays?.outcome], ['CA', 'kept']);
    const isStaging = (url: string) => url === server;
    const input = planInput([wanted({ server: configured })], [there], { isStaging });
    const [replaced] = plan(input);
    assert.ok(replaced?.kind === 'renew' && replaced.server === configured);
    assert.match(replaced.reason, /of the staging server https:\/\/acme\.example\/directory/);
    assert.equal(replaced.differences.find(({ about }) => about === 'CA')?.outcome, 'now');
    // Never the other way, nor from one staging server to another.
    for (const staging of [() => true, (url: string) => url === configured]) {
      assert.equal(plan({ ...input, isStaging: staging })[0]?.kind, 'keep');
    }
  });
});
