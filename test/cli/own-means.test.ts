import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { FakeRecord } from '../../core/testing/fake-api.js';
import { missing, type Pebble, startPebble, subjectAltNames, verifyChain } from '../lab/index.js';
import { serveRecords } from '../providers/serve-records.js';
import { createInstallation } from './installation.js';

const suffix = '.example.com.';
const domains = '*.example.com example.com www.sub.example.com';

/** Means that users bring along: a program, a server, an acme-dns of their own. */
describe('certificates through means of the user’s own', { skip: missing('pebble', 'openssl') }, () => {
  let folder: string;
  let read: () => readonly FakeRecord[];
  let dns: Awaited<ReturnType<typeof serveRecords>>;
  // One for all: each installation registers an account of its own, so that nothing is proved already.
  let pebble: Pebble;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'own-means-'));
    dns = await serveRecords(() => read());
    pebble = await startPebble({ dnsServer: dns.dnsAddress });
  });
  after(async () => {
    await pebble.stop();
    await dns.stop();
    await rm(folder, { recursive: true });
  });

  /** Obtains the certificate and verifies it. */
  async function obtain(env: Readonly<Record<string, string>>, way: 'run' | 'hosted' = 'hosted'): Promise<void> {
    const installation = await createInstallation(dns.dnsAddress, { domains, env, running: pebble });
    try {
      const sync = await installation[way](['sync'], { timeoutMs: 120_000 });
      assert.equal(sync.code, 0, sync.stderr);
      const file = (part: string) => join(installation.configDir, 'live', 'example.com', part);
      await verifyChain({ file: file('fullchain.pem') }, await installation.pebble.root());
      const names = subjectAltNames(await readFile(file('cert.pem'), 'utf8'));
      assert.deepEqual([...names].sort(), domains.split(' ').sort());
    } finally {
      await installation.stop();
    }
  }

  for (const mode of ['default', 'RAW']) {
    it(`exec, in the mode ${mode}: a shell script that keeps one value of a name`, async () => {
      const names = await mkdtemp(join(folder, 'names-'));
      const program = join(names, 'dns.sh');
      const name = mode === 'RAW' ? '"_acme-challenge.$3."' : '"$2"';
      const value =
        mode === 'RAW'
          ? `$(printf %s "$5" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')`
          : '$3';
      const lines = ['#!/bin/sh -e', `file='${names}'/${name}`, `test "$1" = present || { rm -f "$file"; exit 0; }`];
      await writeFile(program, [...lines, `printf %s "${value}" > "$file"`, 'echo "$1 done"', ''].join('\n'));
      await chmod(program, 0o755);
      read = () => recordsIn(names);
      await obtain({ LEXICON_PROVIDER: 'exec', EXEC_PATH: program, EXEC_MODE: mode }, 'run');
      assert.deepEqual(read(), []);
    });

    if (mode === 'default') {
      it('exec, for two certificates that meet at one name, of which the first is parked', async () => {
        const names = await mkdtemp(join(folder, 'names-'));
        const program = join(names, 'dns.sh');
        const lines = ['#!/bin/sh -e', `file='${names}'/"$2"`, 'test "$1" = present || { rm -f "$file"; exit 0; }'];
        await writeFile(program, [...lines, 'printf %s "$3" > "$file"', ''].join('\n'));
        await chmod(program, 0o755);
        const publishMs = 4000;
        read = () => recordsIn(names, publishMs);
        const both = 'example.com\nwww.sub.example.com *.example.com';
        const env = {
          LEXICON_PROVIDER: 'exec',
          EXEC_PATH: program,
          LEXICON_SLEEP_TIME: '300',
          LETSENCRYPT_DNS_TEST_PARK_AFTER: '100',
        };
        const installation = await createInstallation(dns.dnsAddress, { domains: both, env, running: pebble });
        try {
          const sync = await installation.hosted(['sync'], { timeoutMs: 120_000 });
          assert.equal(sync.code, 0, sync.stderr);
          for (const name of both.split('\n').map((line) => line.split(' ')[0] ?? '')) {
            await readFile(join(installation.configDir, 'live', name, 'fullchain.pem'));
          }
          assert.deepEqual(recordsIn(names), []);
        } finally {
          await installation.stop();
        }
      });
    }

    it(`httpreq, in the mode ${mode}`, async () => {
      const values = new Map<string, FakeRecord>();
      read = () => [...values.values()];
      const server = await serve(async (path, body, { authorization }) => {
        if (authorization !== `Basic ${btoa('me:secret')}`) return [401, {}];
        const { fqdn, value } = mode === 'RAW' ? fromProof(body) : body;
        if (fqdn === undefined || value === undefined) return [400, { message: 'malformed' }];
        if (path === '/dns/present') values.set(`${fqdn} ${value}`, toRecord(fqdn, value));
        else if (path === '/dns/cleanup') values.delete(`${fqdn} ${value}`);
        else return [404, {}];
        return [200, {}];
      });
      try {
        const account = { HTTPREQ_USERNAME: 'me', HTTPREQ_PASSWORD: 'secret', HTTPREQ_MODE: mode };
        await obtain({ LEXICON_PROVIDER: 'httpreq', HTTPREQ_ENDPOINT: `${addressOf(server)}/dns`, ...account });
        assert.deepEqual(read(), []);
      } finally {
        server.close();
      }
    });
  }

  for (const follow of ['true', 'false']) {
    it(`acmedns, with CNAME records that are ${follow === 'true' ? '' : 'not '}followed`, async () => {
      const values = new Map<string, string[]>();
      const names = ['example.com', 'www.sub.example.com'];
      const accounts = Object.fromEntries(names.map((name, index) => [name, accountOf(index)]));
      const aliases = names.map((name, index) => ({
        type: 'CNAME',
        name: `_acme-challenge.${name}`.replace(/\.?example\.com$/, ''),
        content: accountOf(index).fulldomain,
        ttl: 1,
      }));
      const texts = () =>
        [...values].flatMap(([name, own]) =>
          own.map((content) => ({ type: 'TXT', name: `${name}.auth`, content, ttl: 1 })),
        );
      read = () => [...aliases, ...texts()];
      const server = await serve(async (path, { subdomain = '', txt = '' }, headers) => {
        const account = Object.values(accounts).find((one) => one.subdomain === subdomain);
        if (path !== '/update' || !/^[\w-]{43}$/.test(txt)) return [400, { error: 'bad_txt' }];
        if (account?.password !== headers['x-api-key']) return [401, { error: 'forbidden' }];
        values.set(subdomain, [txt, ...(values.get(subdomain) ?? [])].slice(0, 2));
        return [200, { txt }];
      });
      const storage = join(folder, `accounts-${follow}.json`);
      await writeFile(storage, JSON.stringify(accounts));
      try {
        await obtain({
          LEXICON_PROVIDER: 'acme-dns',
          ACME_DNS_API_BASE: addressOf(server),
          ACME_DNS_STORAGE_PATH: storage,
          FOLLOW_CNAMES: follow,
        });
      } finally {
        server.close();
      }
    });
  }
});

function accountOf(index: number) {
  const subdomain = `account-${index}`;
  const fulldomain = `${subdomain}.auth.example.com`;
  return { fulldomain, subdomain, username: `user-${index}`, password: `password-${index}` };
}

type Body = Readonly<Record<string, string | undefined>>;

function fromProof({ domain, token, keyAuth = '' }: Body): Body {
  if (domain === undefined || token === undefined || !keyAuth.startsWith(`${token}.`)) return {};
  return { fqdn: `_acme-challenge.${domain}.`, value: createHash('sha256').update(keyAuth).digest('base64url') };
}

function toRecord(fqdn: string, content: string): FakeRecord {
  assert.ok(fqdn.endsWith(suffix), fqdn);
  return { type: 'TXT', name: fqdn.slice(0, -suffix.length), content, ttl: 60 };
}

/** @param ageMs how old they are at least */
function recordsIn(directory: string, ageMs = 0): FakeRecord[] {
  const isOld = (name: string) => Date.now() - statSync(join(directory, name)).mtimeMs >= ageMs;
  const files = readdirSync(directory).filter((name) => name.endsWith(suffix) && isOld(name));
  return files.map((name) => toRecord(name, readFileSync(join(directory, name), 'utf8')));
}

async function serve(
  answer: (path: string, body: Body, headers: IncomingMessage['headers']) => Promise<readonly [number, object]>,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const [status, data] = await answer(request.url ?? '', JSON.parse(text) as Body, request.headers);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
