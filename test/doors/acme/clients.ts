import { X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, runCommand, spawnServer } from './commands.js';
import { type Hub as RunningHub, secretOf } from './hub.js';

/** What a client must know of the hub that it comes to. */
export type Hub = Pick<RunningHub, 'directoryUrl' | 'caFile' | 'freePorts'>;

/** A client of other making, as its users have it: what it takes to get, renew and revoke a certificate at the hub. */
export interface RealClient {
  readonly name: string;
  readonly needs: readonly ('apache2' | 'caddy' | 'certbot' | 'dehydrated' | 'lego' | 'root' | 'uacme')[];
  /** Takes long for an account: `obtain` in a folder that has one goes on with it. */
  readonly keepsAccount?: boolean;
  /** For these names; the first gives the files their names. Rejects with what its user sees. */
  obtain(hub: Hub, folder: string, names: readonly string[]): Promise<void>;
  /** Undefined: it renews by itself, in months. */
  renew?(hub: Hub, folder: string, names: readonly string[]): Promise<void>;
  revoke?(hub: Hub, folder: string, names: readonly string[]): Promise<void>;
  /** PEM of all that it has obtained. */
  certificates(folder: string, hub: Hub): Promise<string[]>;
}

const user = 'edge';

const certbot: RealClient = {
  name: 'certbot',
  needs: ['certbot'],
  async obtain(hub, folder, names) {
    const account = [
      '--agree-tos',
      '--register-unsafely-without-email',
      '--eab-kid',
      user,
      '--eab-hmac-key',
      secretOf(user),
    ];
    const proof = ['--manual', '--preferred-challenges', 'dns', '--manual-auth-hook', 'false'];
    const domains = names.flatMap((name) => ['-d', name]);
    try {
      await certbotRun(hub, folder, ['certonly', ...proof, ...account, ...domains]);
    } catch (error) {
      // Debian 12's has a fault of its own that keeps the reason from the screen; it stands in the log that it names.
      throw new Error(`${error}\n${await readFile(join(folder, 'l', 'letsencrypt.log'), 'utf8')}`);
    }
  },
  renew: async (hub, folder) => {
    await certbotRun(hub, folder, ['renew', '--force-renewal', '--no-random-sleep-on-renew']);
  },
  revoke: async (hub, folder, [name = '']) => {
    await certbotRun(hub, folder, ['revoke', '--cert-name', name, '--no-delete-after-revoke']);
  },
  certificates: async (folder) => [await readFile(join(folder, 'c/live/edge.example.com/fullchain.pem'), 'utf8')],
};

function certbotRun(hub: Hub, folder: string, words: readonly string[]): Promise<CommandResult> {
  const folders = ['--config-dir', join(folder, 'c'), '--work-dir', join(folder, 'w'), '--logs-dir', join(folder, 'l')];
  const common = ['--non-interactive', '--server', hub.directoryUrl, ...folders];
  return runCommand('certbot', [...words, ...common], { env: { REQUESTS_CA_BUNDLE: hub.caFile }, timeoutMs: 120_000 });
}

const lego: RealClient = {
  name: 'lego',
  needs: ['lego'],
  obtain: async (hub, folder, names) => {
    await legoRun(hub, folder, names, ['run']);
  },
  renew: async (hub, folder, names) => {
    await legoRun(hub, folder, names, ['renew', '--days', '9999', '--no-random-sleep']);
  },
  revoke: async (hub, folder, names) => {
    await legoRun(hub, folder, names, ['revoke', '--keep']);
  },
  certificates: async (folder) => [await readFile(join(folder, 'certificates/edge.example.com.crt'), 'utf8')],
};

function legoRun(hub: Hub, folder: string, names: readonly string[], words: readonly string[]): Promise<CommandResult> {
  const account = ['--server', hub.directoryUrl, '--email', 'lab@example.com', '--accept-tos', '--path', folder];
  const binding = ['--eab', '--kid', user, '--hmac', secretOf(user), '--http'];
  const domains = names.flatMap((name) => ['--domains', name]);
  const env = { LEGO_CA_CERTIFICATES: hub.caFile, HOME: folder };
  return runCommand('lego', [...account, ...binding, ...domains, ...words], { env, timeoutMs: 120_000 });
}

const dehydrated: RealClient = {
  name: 'dehydrated',
  needs: ['dehydrated'],
  keepsAccount: true,
  async obtain(hub, folder, names) {
    const lines = {
      CA: hub.directoryUrl,
      EAB_KID: user,
      EAB_HMAC_KEY: secretOf(user),
      // Of its account; what it takes without this takes seconds to make.
      KEYSIZE: '2048',
      CURL_OPTS: `"--cacert ${hub.caFile}"`,
      CHALLENGETYPE: 'dns-01',
      HOOK: '/bin/true',
      BASEDIR: folder,
    };
    const text = Object.entries(lines).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(folder, 'config'), text.join(''));
    await writeFile(join(folder, 'domains.txt'), `${names.join(' ')}\n`);
    // Where it has no account yet it registers first.
    await dehydratedRun(folder, ['-c', '--accept-terms']);
  },
  renew: async (_hub, folder) => {
    await dehydratedRun(folder, ['-c', '-x']);
  },
  revoke: async (_hub, folder) => {
    await dehydratedRun(folder, ['-r', join(folder, 'certs/edge.example.com/cert.pem')]);
  },
  certificates: async (folder) => [await readFile(join(folder, 'certs/edge.example.com/fullchain.pem'), 'utf8')],
};

function dehydratedRun(folder: string, words: readonly string[]): Promise<CommandResult> {
  return runCommand('dehydrated', ['-f', join(folder, 'config'), ...words], { timeoutMs: 120_000 });
}

const uacme: RealClient = {
  name: 'uacme',
  needs: ['uacme', 'root'],
  async obtain(hub, folder, names) {
    await uacmeRun(hub, folder, ['-y', '-e', `${user}:${secretOf(user)}`, 'new']);
    await uacmeRun(hub, folder, ['issue', ...names]);
  },
  renew: async (hub, folder, names) => {
    await uacmeRun(hub, folder, ['-f', 'issue', ...names]);
  },
  revoke: async (hub, folder) => {
    await uacmeRun(hub, folder, ['revoke', join(folder, 'edge.example.com/cert.pem')]);
  },
  certificates: async (folder) => [await readFile(join(folder, 'edge.example.com/cert.pem'), 'utf8')],
};

/** It takes the roots of the system and no others: in a mount namespace of its own they are those of the lab. */
function uacmeRun(hub: Hub, folder: string, words: readonly string[]): Promise<CommandResult> {
  const script = `mount --bind ${hub.caFile} /etc/ssl/certs/ca-certificates.crt && exec uacme "$@"`;
  const common = ['-a', hub.directoryUrl, '-c', folder];
  return runCommand('unshare', ['-m', 'sh', '-c', script, 'uacme', ...common, ...words], { timeoutMs: 120_000 });
}

const caddy: RealClient = {
  name: 'Caddy',
  needs: ['caddy'],
  async obtain(hub, folder, names) {
    const file = `{
  admin off
  http_port 0
  https_port ${hub.freePorts[0]}
  storage file_system ${folder}/store
  acme_ca ${hub.directoryUrl}
  acme_ca_root ${hub.caFile}
  acme_eab {
    key_id ${user}
    mac_key ${secretOf(user)}
  }
}
${names.join(', ')} {
  respond "hello"
}
`.replace('http_port 0', `http_port ${hub.freePorts[1]}`);
    await writeFile(join(folder, 'Caddyfile'), file);
    const args = ['run', '--config', join(folder, 'Caddyfile')];
    await spawnServer('caddy', args, {
      env: { HOME: folder },
      until: async (output) => (output.match(/certificate obtained successfully/g) ?? []).length >= names.length,
      fails: /rejectedIdentifier/,
    });
  },
  certificates: async (folder, hub) => {
    const place = join(
      folder,
      'store/certificates',
      `${new URL(hub.directoryUrl).host.replace(':', '-')}-acme-directory`,
    );
    const names = ['edge.example.com', 'wildcard_.edge.example.com'];
    return Promise.all(names.map((name) => readFile(join(place, name, `${name}.crt`), 'utf8')));
  },
};

const apache: RealClient = {
  name: "Apache's mod_md",
  needs: ['apache2'],
  async obtain(hub, folder, names) {
    await mkdir(join(folder, 'md'), { recursive: true });
    const modules = ['mpm_event', 'authz_core', 'ssl', 'md'];
    const [first = '', ...others] = names;
    const lines = [
      `ServerRoot ${folder}`,
      'ServerName localhost',
      `PidFile ${folder}/httpd.pid`,
      `ErrorLog ${folder}/error.log`,
      'LogLevel warn md:debug',
      `Mutex file:${folder}`,
      ...modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`),
      `Listen 127.0.0.1:${hub.freePorts[2]}`,
      `MDStoreDir ${folder}/md`,
      `MDCertificateAuthority ${hub.directoryUrl}`,
      `MDCACertificateFile ${hub.caFile}`,
      `MDExternalAccountBinding ${user} ${secretOf(user)}`,
      'MDCertificateAgreement accepted',
      'MDContactEmail lab@example.com',
      'MDCAChallenges dns-01',
      'MDChallengeDns01 /bin/true',
      `<MDomain ${first}>`,
      ...others.map((name) => `MDMember ${name}`),
      '</MDomain>',
      `<VirtualHost 127.0.0.1:${hub.freePorts[2]}>`,
      `ServerName ${first}`,
      ...others.map((name) => `ServerAlias ${name}`),
      'SSLEngine on',
      '</VirtualHost>',
    ];
    await writeFile(join(folder, 'httpd.conf'), `${lines.join('\n')}\n`);
    await spawnServer('apache2', ['-f', join(folder, 'httpd.conf'), '-DFOREGROUND'], {
      env: {},
      until: async () => (await readFile(join(folder, 'error.log'), 'utf8').catch(() => '')).includes('AH10059'),
      fails: /rejectedIdentifier/,
      log: join(folder, 'error.log'),
    });
  },
  certificates: async (folder) => [await readFile(join(folder, 'md/staging/edge.example.com/pubcert.pem'), 'utf8')],
};

export const realClients: readonly RealClient[] = [certbot, lego, dehydrated, uacme, caddy, apache];

export function serialOf(pem: string): string {
  return new X509Certificate(pem).serialNumber;
}
