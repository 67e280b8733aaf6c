import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import acme from 'acme-client';
import type { RehearsalCa } from '../../core/rehearsal/index.js';
import { type Stage, setStage } from './setup.js';

const timeout = 60_000;

async function connect({ ca }: Stage, more: Partial<acme.ClientOptions> = {}): Promise<acme.Client> {
  acme.axios.defaults.httpsAgent = new Agent({ ca: ca.caPem });
  const accountKey = await acme.crypto.createPrivateEcdsaKey();
  return new acme.Client({ directoryUrl: ca.directoryUrl, accountKey, backoffMin: 20, backoffMax: 200, ...more });
}

/** The whole dance, as any client does it. */
async function obtain({ responder }: Stage, client: acme.Client, altNames: string[], preferredChain?: string) {
  const [key, csr] = await acme.crypto.createCsr({ altNames }, await acme.crypto.createPrivateEcdsaKey());
  const pem = await client.auto({
    csr,
    termsOfServiceAgreed: true,
    challengePriority: ['dns-01'],
    skipChallengeVerification: true,
    challengeCreateFn: async ({ identifier }, _challenge, value) =>
      responder.add(`_acme-challenge.${identifier.value}`, value),
    challengeRemoveFn: async ({ identifier }, _challenge, value) =>
      responder.remove(`_acme-challenge.${identifier.value}`, value),
    ...(preferredChain !== undefined && { preferredChain }),
  });
  return { key, pem, certificates: acme.crypto.splitPemChain(pem) };
}

async function opensslVerify(ca: RehearsalCa, rootPem: string, [leaf = '', ...chain]: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rehearsal-'));
  try {
    const paths = { root: join(folder, 'root.pem'), chain: join(folder, 'chain.pem'), leaf: join(folder, 'leaf.pem') };
    await Promise.all([
      writeFile(paths.root, rootPem),
      writeFile(paths.chain, chain.join('\n')),
      writeFile(paths.leaf, leaf),
    ]);
    const words = [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-CAfile',
      paths.root,
      '-untrusted',
      paths.chain,
      paths.leaf,
    ];
    const { stdout } = await promisify(execFile)('openssl', words);
    assert.ok(ca.certificates().length > 0);
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('acme-client obtains a wildcard certificate through the responder, and openssl accepts its chain', {
  timeout,
}, async () => {
  await using stage = await setStage();
  const client = await connect(stage);
  const { certificates, key } = await obtain(stage, client, ['*.example.com', 'example.com']);
  assert.equal(certificates.length, 2);
  assert.match(await opensslVerify(stage.ca, stage.ca.rootPem, certificates), /: OK/);
  const leaf = new X509Certificate(certificates[0] ?? '');
  assert.equal(leaf.subjectAltName, 'DNS:*.example.com, DNS:example.com');
  assert.equal(leaf.subject, 'CN=example.com');
  assert.equal(leaf.checkPrivateKey(createPrivateKey(key.toString())), true);
  assert.equal((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom) + 1000) / 86_400_000, 90);
  assert.equal(stage.ca.stats.requests.newOrder, 1);
  assert.equal(stage.ca.stats.requests.finalize, 1);
});

test('the alternate chain leads to the other root, and is found by its issuer', { timeout }, async () => {
  await using stage = await setStage({ issuers: { root: 'One', alternateRoot: 'Two', intermediate: 'Between' } });
  const { certificates } = await obtain(stage, await connect(stage), ['www.example.net'], 'Two');
  assert.match(new X509Certificate(certificates[1] ?? '').issuer, /CN=Two/);
  assert.match(await opensslVerify(stage.ca, stage.ca.alternateRootPem, certificates), /: OK/);
  await assert.rejects(opensslVerify(stage.ca, stage.ca.rootPem, certificates));
});

test('long answers come over TCP: many values at one name', { timeout }, async () => {
  await using stage = await setStage();
  for (let index = 0; index < 60; index += 1)
    stage.responder.add('_acme-challenge.example.com', `other-${index}-${'x'.repeat(30)}`);
  const { certificates } = await obtain(stage, await connect(stage), ['example.com']);
  assert.equal(certificates.length, 2);
});

test('every third request is refused with badNonce, and the client gets there', { timeout }, async () => {
  await using stage = await setStage({ faults: { badNonceEvery: 3 } });
  const { certificates } = await obtain(stage, await connect(stage), ['a.example.net', 'b.example.net']);
  assert.equal(certificates.length, 2);
});

test('slow validation and issuance are polled for', { timeout }, async () => {
  await using stage = await setStage({ faults: { validationDelayMs: 60, finalizeDelayMs: 60 } });
  const { certificates } = await obtain(stage, await connect(stage), ['a.example.net']);
  assert.equal(certificates.length, 2);
  assert.ok(stage.ca.stats.requests.challenge >= 2);
});

test('a certificate is revoked by the account', { timeout }, async () => {
  await using stage = await setStage();
  const client = await connect(stage);
  const { certificates } = await obtain(stage, client, ['a.example.net']);
  await client.revokeCertificate(certificates[0] ?? '', { reason: 4 });
  assert.equal(stage.ca.certificates()[0]?.revoked, 4);
  await assert.rejects(client.revokeCertificate(certificates[0] ?? ''), /revoked already/);
});

test('an external account binding is required, checked and accepted', { timeout }, async () => {
  const hmacKey = Buffer.from('a secret of the external account').toString('base64url');
  await using stage = await setStage({ externalAccounts: { 'kid-1': hmacKey } });
  const register = async (binding?: { kid: string; hmacKey: string }) => {
    const client = await connect(stage, binding === undefined ? {} : { externalAccountBinding: binding });
    return client.createAccount({ termsOfServiceAgreed: true });
  };
  await assert.rejects(register(), /external account binding/);
  await assert.rejects(register({ kid: 'kid-2', hmacKey }), /no external account kid-2/);
  await assert.rejects(register({ kid: 'kid-1', hmacKey: 'd3Jvbmc' }), /does not match/);
  assert.equal((await register({ kid: 'kid-1', hmacKey })).status, 'valid');
});
