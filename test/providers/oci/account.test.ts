import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ProviderFactory, silentLogger } from '../../../core/sdk/index.js';
import { type ExpectedFailure, isExpected } from '../../../core/testing/own-case.js';
import { type AccountOptions, readAccount } from '../../../providers/oci/account.js';
import oci from '../../../providers/oci/index.js';
import { readInstance } from '../../../providers/oci/instance.js';
import { rsaKey } from '../../lab/rsa-key.js';
import { watchedHttp } from '../watched-http.js';

const home = mkdtempSync(join(tmpdir(), 'oci-home-'));
const usualHome = homedir();
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const locked = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' })
  .toString();
const digest = createHash('md5')
  .update(publicKey.export({ type: 'spki', format: 'der' }))
  .digest('hex');
const print = digest.replace(/..(?!$)/g, '$&:');

before(() => {
  mkdirSync(join(home, '.oci'), { recursive: true });
  writeFileSync(join(home, 'key.pem'), pem);
  writeFileSync(join(home, 'locked.pem'), locked);
  writeFileSync(join(home, 'token'), 'session\n');
  process.env.HOME = home;
});
after(() => {
  process.env.HOME = usualHome;
  rmSync(home, { recursive: true });
});

interface Row {
  /** The usual configuration file; left out: there is none. */
  readonly file?: string;
  readonly options?: Partial<AccountOptions>;
  /** Name of the key and region. */
  readonly gives?: readonly [keyId: string, region: string];
  readonly fails?: ExpectedFailure;
}

const whole = { user: 'u', tenancy: 't', region: 'r', keyContent: pem };
const ofFile = 'user=u\ntenancy=t\nregion=r\nkey_file=~/key.pem\n';
const mine = [`t/u/${print}`, 'r'] as const;

const rows: Readonly<Record<string, Row>> = {
  'options that are whole': { options: whole, gives: mine },
  'line breaks in words': { options: { ...whole, keyContent: pem.replaceAll('\n', '\\n') }, gives: mine },
  'a key in base64': { options: { ...whole, keyContent: Buffer.from(pem).toString('base64') }, gives: mine },
  'a file with the key': { options: { ...whole, keyContent: undefined, keyFile: '~/key.pem' }, gives: mine },
  'a locked key': { options: { ...whole, keyContent: locked, passPhrase: 'open' }, gives: mine },
  'a key that stays locked': { options: { ...whole, keyContent: locked }, fails: ['CONFIG', /private API key/] },
  'a print of its own': { options: { ...whole, fingerprint: 'f' }, gives: ['t/u/f', 'r'] },
  'no user, and no file': { options: { ...whole, user: undefined }, fails: ['CONFIG', /config cannot be read/] },
  'no tenancy, and no file': { options: { ...whole, tenancy: undefined }, fails: ['CONFIG', /config cannot be read/] },
  'no region, and no file': { options: { ...whole, region: undefined }, fails: ['CONFIG', /config cannot be read/] },
  'no key, and no file': { options: { ...whole, keyContent: undefined }, fails: ['CONFIG', /config cannot be read/] },
  'a file that is named': { options: { ...whole, configFile: '/no/such' }, fails: ['CONFIG', /such cannot be read/] },
  'the usual profile': { file: `[DEFAULT]\n${ofFile}`, gives: mine },
  'a profile before the usual one': {
    file: `[ P ]\n user = me \n[DEFAULT]\n${ofFile}[X]\nregion=x\n`,
    options: { profile: 'P' },
    gives: [`t/me/${print}`, 'r'],
  },
  'comments and lines that say nothing': {
    file: `# user=no\n;user=no\n[DEFAULT]\n${ofFile}words\nfingerprint=f\r\n`,
    gives: ['t/u/f', 'r'],
  },
  'a locked key of a profile': {
    file: `[DEFAULT]\n${ofFile.replace('key.pem', 'locked.pem')}pass_phrase=open\n`,
    gives: mine,
  },
  'a session': { file: `[DEFAULT]\n${ofFile}security_token_file=~/token\n`, gives: ['ST$session', 'r'] },
  'a user before a session': {
    file: `[DEFAULT]\n${ofFile}security_token_file=~/token\n`,
    options: { user: 'me' },
    gives: [`t/me/${print}`, 'r'],
  },
  'no region in the file': {
    file: `[DEFAULT]\n${ofFile}region=\n`,
    fails: (error) =>
      /no region/.test(String(error)) && Reflect.get(error as Error, 'hint') === 'Give it with --auth-region',
  },
  'no tenancy in the file': {
    file: '[DEFAULT]\nuser=u\nregion=r\nkey_file=~/key.pem\n',
    fails: (error) => Reflect.get(error as Error, 'hint') === 'Give it with --auth-tenancy',
  },
  'no user in the file': {
    file: '[DEFAULT]\ntenancy=t\nregion=r\nkey_file=~/key.pem\n',
    fails: (error) => Reflect.get(error as Error, 'hint') === 'Give it with --auth-user',
  },
  'no key in the file': {
    file: '[DEFAULT]\nuser=u\ntenancy=t\nregion=r\n',
    fails: (error) => Reflect.get(error as Error, 'hint') === 'Give it with --auth-key-file',
  },
};

describe('where the account at Oracle comes from', () => {
  for (const [title, { file, options, gives, fails }] of Object.entries(rows)) {
    it(title, async () => {
      const usual = join(home, '.oci/config');
      if (file === undefined) rmSync(usual, { force: true });
      else writeFileSync(usual, file);
      const found = readAccount({ profile: 'DEFAULT', ...options });
      if (fails !== undefined) return assert.rejects(found, (error) => isExpected(error, fails));
      const { identity, region } = await found;
      assert.deepEqual([identity.keyId, region], gives);
    });
  }

  it('is that of the machine, whose certificate names the tenancy', async () => {
    const base = 'http://169.254.169.254/opc/v2';
    const machine = (await rsaKey()).export({ type: 'pkcs8', format: 'pem' });
    const make = (subject: string) => {
      const files = ['machine-key.pem', 'machine.pem'].map((name) => join(home, name));
      const [key = '', certificate = ''] = files;
      const args = ['req', '-x509', '-key', key, '-subj', subject, '-out', certificate];
      writeFileSync(key, machine);
      execFileSync('openssl', args, { stdio: 'ignore' });
      return files.map((path) => readFileSync(path, 'utf8'));
    };
    const [key = '', certificate = ''] = make('/CN=m/OU=opc-tenant:ocid1.t');
    const answers = {
      [`GET ${base}/instance/canonicalRegionName`]: 'eu-x\n',
      [`GET ${base}/identity/cert.pem`]: certificate,
      [`GET ${base}/identity/key.pem`]: key,
      [`GET ${base}/identity/intermediate.pem`]: certificate,
      'POST https://auth.eu-x.oraclecloud.com/v1/x509': { token: 'issued' },
    };
    const { http, seen } = watchedHttp(answers, true);
    const { identity, region } = await readInstance(http, undefined, 0);
    assert.deepEqual([identity.keyId, region, seen.hidden], ['ST$issued', 'eu-x', ['issued']]);
    const { headers = {}, body = '' } = seen.requests.at(-1) ?? {};
    const read = new X509Certificate(certificate);
    const raw = read.raw.toString('base64');
    assert.match(headers.authorization ?? '', new RegExp(`keyId="ocid1.t/fed-x509-sha256/${read.fingerprint256}"`));
    assert.deepEqual(JSON.parse(body), {
      certificate: raw,
      publicKey: createPublicKey(identity.key).export({ type: 'spki', format: 'der' }).toString('base64'),
      intermediateCertificates: [raw],
      fingerprintAlgorithm: 'SHA256',
      purpose: 'DEFAULT',
    });
    assert.equal(createPrivateKey(key).asymmetricKeyType, identity.key.asymmetricKeyType);
    const zone = 'https://dns.eu-x.oraclecloud.com/20180115/zones/example.com';
    const options = { type: 'instance_principal', profile: 'DEFAULT' };
    const { signal } = new AbortController();
    const open = ({ http }: ReturnType<typeof watchedHttp>) =>
      (oci.create as ProviderFactory)({
        id: 'oci',
        options,
        http,
        log: silentLogger,
        signal: () => signal,
        now: () => 0,
      });
    const whole = watchedHttp({ ...answers, [`GET ${zone}`]: { name: 'example.com' } });
    await open(whole).findZone('example.com');
    const over = watchedHttp({ ...answers, [`GET ${zone}`]: [401] });
    await assert.rejects(open(over).findZone('example.com'), (error) => isExpected(error, 'AUTHENTICATION'));
    assert.equal(over.seen.requests.filter(({ method }) => method === 'POST').length, 2, 'no new token was asked for');
    assert.match(whole.seen.requests.at(-1)?.headers.authorization ?? '', /keyId="ST\$issued"/);
    const given = watchedHttp(answers);
    await readInstance(given.http, 'eu-x', 0);
    assert.ok(given.seen.requests.every(({ url }) => !url.pathname.includes('Region')));
    const other = { ...answers, [`GET ${base}/identity/cert.pem`]: make('/CN=m')[1] ?? '' };
    await assert.rejects(readInstance(watchedHttp(other).http, undefined, 0), (error) =>
      isExpected(error, ['AUTHENTICATION', /names no tenancy/]),
    );
  });
});
