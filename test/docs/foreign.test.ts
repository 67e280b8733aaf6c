import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type CleanRoot,
  cleanRootTools,
  createAuthority,
  createTempDir,
  missing,
  openCleanRoot,
  type TempDir,
} from '../lab/index.js';
import { blocksOf } from './blocks/extract.js';

/**
 * A root in which debootstrap installed nginx, apache2, haproxy, dovecot-core, postfix, caddy and postgresql. Without it, what
 * this machine has is asked: Apache, Caddy and PostgreSQL are there for other tests.
 */
const services = process.env.LETSENCRYPT_DNS_TEST_SERVICES;

interface Service {
  readonly command: string;
  /** Where the snippet goes, and what stands before it. */
  readonly file: string;
  readonly before?: string;
  readonly after?: string;
  /** Reads its configuration, and fails where something is wrong with it. */
  readonly check: string;
}

const apacheModules = ['mpm_event', 'authz_core', 'socache_shmcb', 'ssl']
  .map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`)
  .join('\n');

const table: Readonly<Record<string, Service>> = {
  nginx: {
    command: 'nginx',
    file: '/etc/try/nginx.conf',
    before: 'events {}\nhttp {\n',
    after: '}\n',
    check:
      'mkdir -p /var/log/nginx /var/lib/nginx && nginx -t -c /etc/try/nginx.conf -g "user root; pid /tmp/nginx.pid;"',
  },
  apache: {
    command: 'apache2',
    file: '/etc/try/apache.conf',
    before: `ServerRoot /tmp\nServerName localhost\nErrorLog /tmp/error.log\nPidFile /tmp/apache.pid\n${apacheModules}\nListen 443\n`,
    check: 'apache2 -t -f /etc/try/apache.conf',
  },
  haproxy: {
    command: 'haproxy',
    file: '/etc/try/haproxy.cfg',
    before: 'defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\n',
    // What the recipe's hook makes.
    check:
      'mkdir -p /etc/haproxy/certs; cd /etc/letsencrypt/live/www.example.com; cat fullchain.pem privkey.pem > /etc/haproxy/certs/site.pem; haproxy -c -f /etc/try/haproxy.cfg',
  },
  Dovecot: {
    command: 'doveconf',
    file: '/etc/try/dovecot.conf',
    check: 'doveconf -n -c /etc/try/dovecot.conf ssl_cert ssl && doveconf -P -c /etc/try/dovecot.conf ssl_key',
  },
  'main.cf': {
    command: 'postconf',
    file: '/etc/try/main.cf',
    before: 'compatibility_level = 3.6\n',
    check:
      'cp /etc/postfix/master.cf /etc/try/ 2>/dev/null || true; postconf -c /etc/try -n 2>/tmp/said; cat /tmp/said; ! test -s /tmp/said',
  },
  Caddyfile: {
    command: 'caddy',
    file: '/etc/try/Caddyfile',
    check: 'HOME=/tmp caddy validate --adapter caddyfile --config /etc/try/Caddyfile',
  },
  'postgresql.conf': {
    command: 'postgres',
    file: '/etc/try/postgresql.conf',
    check:
      'mkdir -p /tmp/data && cp /etc/try/postgresql.conf /tmp/data/ && chown -R nobody /tmp/data && chmod 700 /tmp/data && setpriv --reuid=65534 --clear-groups postgres -D /tmp/data -C ssl_key_file',
  },
};

/** Where the programs of Debian are, those of each PostgreSQL among them. */
const path = 'PATH="$PATH:$(echo /usr/lib/postgresql/*/bin)"';

const tried = Object.entries(table).filter(([, { command }]) =>
  ['usr/sbin', 'usr/bin', 'usr/lib/postgresql'].some((folder) => {
    const place = join(services ?? '/', folder);
    const below =
      folder.endsWith('postgresql') && existsSync(place) ? readdirSync(place).map((name) => join(name, 'bin')) : [''];
    return below.some((one) => existsSync(join(place, one, command)));
  }),
);

describe('what the recipes tell other programs to do', {
  skip: missing(...cleanRootTools, 'openssl', 'apache2', 'caddy', 'postgres'),
}, () => {
  let root: CleanRoot;
  let directory: TempDir;
  before(async () => {
    root = await openCleanRoot(services === undefined ? {} : { lower: services });
    directory = await createTempDir('foreign');
    const authority = await createAuthority(directory.path);
    for (const name of ['www.example.com', 'imap.example.com', 'smtp.example.com', 'db.example.com']) {
      const files = await authority.issue([name]);
      const live = join(root.path, 'etc/letsencrypt/live', name);
      await mkdir(live, { recursive: true });
      await cp(files.certFile, join(live, 'fullchain.pem'));
      await cp(files.keyFile, join(live, 'privkey.pem'));
    }
  });
  after(async () => {
    await root.stop();
    await directory.remove();
  });

  const foreign = blocksOf('docs/recipes.md').filter(({ note }) => note.startsWith('not ours:'));
  it('are tried by the programs that this machine has', () => {
    const commands = tried.map(([, { command }]) => command);
    const expected =
      services === undefined ? ['apache2', 'caddy', 'postgres'] : Object.values(table).map(({ command }) => command);
    assert.deepEqual(
      expected.filter((command) => !commands.includes(command)),
      [],
    );
  });

  for (const [word, service] of tried) {
    it(`${word}: reads it, and refuses what is none of it`, async () => {
      const block = foreign.find(({ language, note }) => language === word || note.includes(word));
      assert.ok(block, `no block for ${word}`);
      const write = async (text: string) => {
        const file = join(root.path, service.file);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, `${service.before ?? ''}${text}${service.after ?? ''}`);
      };
      await write(block.text);
      await root.run(`${path}; ${service.check}`);
      await write(`${block.text}\nnonsense that nobody knows {\n`);
      await assert.rejects(root.run(`${path}; ${service.check}`), word);
    });
  }
});
