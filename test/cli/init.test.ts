import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { keys, missing, runCli, type Terminal } from '../lab/index.js';
import { hostedCli } from './command-host.js';
import * as answers from './init-answers.js';
import { type InitStage, initTools, openInitStage } from './init-stage.js';

describe('letsencrypt-dns init', { skip: missing(...initTools) }, () => {
  let stage: InitStage;
  let installation: InitStage['installation'];
  let env: InitStage['env'];
  before(async () => {
    stage = await openInitStage();
    ({ installation, env } = stage);
  });
  afterEach(() => stage.clear());
  after(() => stage.stop());

  const at = (...parts: string[]) => stage.at(...parts);
  const token = () => stage.token;
  const entries = () => stage.entries();
  const start = (words?: readonly string[]) => stage.start(words);
  const secret = (asked: Terminal, text: string) => answers.secret(asked, text);
  const server = (asked: Terminal) => answers.server(asked, installation.env.LEXICON_POWERDNS_PDNS_SERVER ?? '');

  it('leads from an empty directory to a certificate', async () => {
    const asked = start();
    await answers.names(asked, 'www.example.com mail.example.com');
    await answers.provider(asked);
    await asked.sees(/how to get the credential/);
    await secret(asked, token());
    await server(asked);
    await answers.contact(asked);
    await answers.target(asked);
    await answers.others(asked);
    await asked.sees(/0 errors/);
    assert.deepEqual(entries(), [], 'nothing is written before it is agreed to');
    await asked.sees(/This would be written/);
    await asked.sees(/settings\.env \(new, mode 0600\)/);
    await asked.sees(/LEXICON_POWERDNS_AUTH_TOKEN=\(hidden\)/);
    await asked.sees(/Write it\?/);
    asked.type(keys.enter);
    await asked.sees(/staging server\?/);
    asked.type(keys.enter);
    await asked.sees(/www\.example\.com: passed/, 60_000);
    await asked.sees(/Obtain the certificate now/);
    asked.type(keys.enter);
    await asked.sees(/create done, valid until/, 60_000);
    await asked.sees(/What comes next/);
    assert.equal(await asked.exited, 0, asked.shown());
    assert.equal(asked.shown().includes(token()), false, 'the secret is not shown');
    assert.equal(readFileSync(at('domains.conf'), 'utf8'), 'www.example.com mail.example.com\n');
    assert.equal(statSync(at('settings.env')).mode & 0o777, 0o600);
    assert.match(readFileSync(at('settings.env'), 'utf8'), new RegExp(`^LEXICON_POWERDNS_AUTH_TOKEN=${token()}$`, 'm'));
    assert.equal(existsSync(at('live/www.example.com/fullchain.pem')), true);
    // What was written is enough for the daemon.
    const status = await runCli(['sync'], {
      env: { LETSENCRYPT_ENV_FILE: at('settings.env'), LETSENCRYPT_DNS_TEST_AUTHORITATIVE: env.DNS_RESOLVERS ?? '' },
    });
    assert.equal(status.code, 0, status.stderr);
    assert.match(status.stdout, /1 unchanged/);
  });

  it('asks again for a wrong token and for a zone that is not there, and writes nothing meanwhile', async () => {
    const asked = start(['www.elsewhere.example']);
    await answers.names(asked, '');
    await answers.provider(asked);
    await secret(asked, 'wrong');
    await server(asked);
    await answers.contact(asked);
    await answers.target(asked);
    await answers.others(asked);
    await asked.sees(/That did not work\. What now\?/, 60_000);
    assert.deepEqual(entries(), []);
    asked.type(keys.enter);
    await secret(asked, token());
    await server(asked);
    await asked.sees(/That did not work\. What now\?/, 60_000);
    asked.type(`${keys.down}${keys.down}${keys.enter}`);
    await asked.sees(/Which names/);
    asked.type(`${'\x7f'.repeat('www.elsewhere.example'.length)}www.example.com${keys.enter}`);
    await answers.provider(asked);
    await secret(asked, token());
    await server(asked);
    await asked.sees(/0 errors/, 60_000);
    await asked.sees(/Write it\?/);
    assert.deepEqual(entries(), []);
    asked.type(keys.interrupt);
    assert.equal(await asked.exited, 1, asked.shown());
    assert.deepEqual(entries(), []);
  });

  it('goes on from what is written, changes nothing unasked, and adds a line', async () => {
    await writeFile(at('domains.conf'), '# mine\nmail.example.com\n');
    const mine = `# mine too\nLETSENCRYPT_KEY_TYPE=rsa\nLEXICON_PROVIDER=powerdns\nLEXICON_POWERDNS_TOKEN=${token()}\n`;
    const written = `${mine}LEXICON_POWERDNS_PDNS_SERVER=${installation.env.LEXICON_POWERDNS_PDNS_SERVER}\n`;
    await writeFile(at('settings.env'), written, { mode: 0o600 });
    const asked = start();
    await asked.sees(/asks for certificates already/);
    asked.type(`${keys.down}${keys.enter}`);
    await answers.names(asked, 'www.example.com');
    await asked.sees(/PowerDNS \(configured already\)/);
    asked.type(keys.enter);
    for (const pattern of [/AUTH_TOKEN is set already/, /PDNS_SERVER is set already/, /Anything else/]) {
      await asked.sees(pattern);
      asked.type(keys.enter);
    }
    await answers.contact(asked);
    await answers.target(asked);
    await asked.sees(/Write down as well/);
    asked.type('n');
    await asked.sees(/\+ www\.example\.com/, 60_000);
    await asked.sees(/Write it\?/);
    asked.type('n');
    assert.equal(await asked.exited, 1, asked.shown());
    assert.equal(readFileSync(at('settings.env'), 'utf8'), written);
    assert.equal(readFileSync(at('domains.conf'), 'utf8'), '# mine\nmail.example.com\n');
  });

  it('writes a compose file with secrets', async () => {
    const asked = start(['www.example.com', '--compose', at('compose.yaml')]);
    await answers.names(asked, '');
    await answers.provider(asked);
    await secret(asked, token());
    await server(asked);
    await answers.contact(asked);
    await answers.others(asked);
    await asked.sees(/Write it\?/, 60_000);
    asked.type(keys.enter);
    await asked.sees(/staging server\?/);
    asked.type(keys.interrupt);
    assert.equal(await asked.exited, 1);
    const compose = parse(readFileSync(at('compose.yaml'), 'utf8'));
    const service = compose.services['letsencrypt-dns'];
    assert.equal(service.environment.LEXICON_POWERDNS_AUTH_TOKEN_FILE, '/run/secrets/lexicon-powerdns-auth-token');
    assert.equal(JSON.stringify(compose).includes(token()), false);
    assert.equal(readFileSync(at('secrets/lexicon-powerdns-auth-token'), 'utf8'), `${token()}\n`);
    assert.equal(statSync(at('secrets/lexicon-powerdns-auth-token')).mode & 0o777, 0o600);
  });

  it('prints off a terminal what it would write, or what is missing', async () => {
    const run = (words: readonly string[], more: Record<string, string> = {}) =>
      hostedCli(['init', ...words], { env: { ...env, ...more } });
    const nothing = await run([]);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /this is missing: the names of the certificate, as arguments; --provider ID/);
    const half = await run(['www.example.com', '--provider', 'powerdns']);
    assert.equal(half.code, 2);
    assert.match(half.stderr, /LEXICON_POWERDNS_AUTH_TOKEN in the environment or --option auth-token-file=PATH/);
    assert.match(half.stderr, /--option pdns-server=/);
    const onLine = await run(['www.example.com', '--provider', 'powerdns', '--option', `auth-token=${token()}`]);
    assert.equal(onLine.code, 2);
    assert.match(onLine.stderr, /is a secret, and others can read the command line/);
    const words = ['www.example.com', '--provider', 'powerdns', '--option', 'pdns-server=http://127.0.0.1:1'];
    const secrets = { LEXICON_POWERDNS_AUTH_TOKEN: token() };
    const shown = await run(words, secrets);
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /settings\.env \(new, mode 0600\)/);
    assert.match(shown.stdout, /\+ www\.example\.com/);
    assert.equal(shown.stdout.includes(token()), false);
    assert.deepEqual(entries(), []);
    const written = await run([...words, '--write'], secrets);
    assert.equal(written.code, 0, written.stderr);
    assert.equal(readFileSync(at('domains.conf'), 'utf8'), 'www.example.com\n');
    assert.match(readFileSync(at('settings.env'), 'utf8'), /^LEXICON_POWERDNS_PDNS_SERVER=http:\/\/127\.0\.0\.1:1$/m);
  });
});
