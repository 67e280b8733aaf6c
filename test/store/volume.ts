import { execFileSync, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Logger, silentLogger } from '../../core/sdk/logger.js';
import { createFileStore, type FileStore } from '../../core/store/file-store.js';
import { need } from '../lab/binaries.js';
import type { TestPem } from './certificates.js';

export const server = 'https://acme.example/directory';

export function makeConfigDir(context: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'store-'));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'letsencrypt');
}

export function openStore(configDir: string, log: Logger = silentLogger): FileStore {
  return createFileStore({ configDir, log });
}

/** A logger that keeps its warnings. */
/** The words of what it is warned of, and by what all lines but those for developers are found. */
type Listening = Logger & { readonly warnings: string[]; readonly events: string[] };

export function listeningLogger(): Listening {
  const warnings: string[] = [];
  const events: string[] = [];
  const noteEvent = (fields: object) => void events.push((fields as { readonly event?: string }).event ?? '');
  const note = (fields: object, message: string) => {
    noteEvent(fields);
    warnings.push(message);
  };
  const logger: Listening = {
    ...silentLogger,
    warnings,
    events,
    info: noteEvent,
    warn: note,
    error: note,
    child: () => logger,
  };
  return logger;
}

export function saveRequest(name: string, pem: TestPem) {
  return { name, pem, renewal: { server, account: 'a'.repeat(32), keyType: 'ecdsa256' } };
}

/** An order in hand, as the journal has it. */
export function orderOf(certificate: string) {
  return { kind: 'order', certificate, orderUrl: 'u', server: 's', domains: [certificate], createdAt: 1 } as const;
}

/** The N of each of the four links, read from the disk alone. */
export function linkVersions(configDir: string, name: string): number[] {
  return ['cert', 'chain', 'fullchain', 'privkey'].map((kind) => {
    const target = readlinkSync(join(configDir, 'live', name, `${kind}.pem`));
    return Number(/^\D+(\d+)\.pem$/.exec(basename(target))?.[1]);
  });
}

/** Every path below a directory, relative to it; links are not followed. */
export function allPaths(directory: string): string[] {
  return readdirSync(directory, { recursive: true }).map(String).sort();
}

export function modeOf(path: string): number {
  return lstatSync(path).mode & 0o7777;
}

/** Writes a lineage as certbot 1.x and the seed image left it: RSA or EC, manual hooks, absolute paths of the time. */
export function writeCertbotLineage(
  configDir: string,
  name: string,
  versions: readonly TestPem[],
  conf?: (root: string) => string,
): void {
  const archive = join(configDir, 'archive', name);
  const live = join(configDir, 'live', name);
  for (const directory of [archive, live, join(configDir, 'renewal')]) mkdirSync(directory, { recursive: true });
  writeFileSync(join(configDir, 'live', 'README'), 'about\n');
  writeFileSync(join(live, 'README'), 'about\n');
  for (const [index, { cert, chain, privkey }] of versions.entries()) {
    const texts = { cert, chain, fullchain: cert + chain, privkey };
    for (const [kind, text] of Object.entries(texts)) writeFileSync(join(archive, `${kind}${index + 1}.pem`), text);
  }
  for (const kind of ['cert', 'chain', 'fullchain', 'privkey']) {
    symlinkSync(`../../archive/${name}/${kind}${versions.length}.pem`, join(live, `${kind}.pem`));
  }
  writeFileSync(join(configDir, 'renewal', `${name}.conf`), (conf ?? seedConf(name))(configDir));
}

export function seedConf(name: string): (root: string) => string {
  return (root) => `# renew_before_expiry = 30 days
version = 1.32.0
archive_dir = ${root}/archive/${name}
cert = ${root}/live/${name}/cert.pem
privkey = ${root}/live/${name}/privkey.pem
chain = ${root}/live/${name}/chain.pem
fullchain = ${root}/live/${name}/fullchain.pem

# Options used in the renewal process
[renewalparams]
account = 5d2a3a9cf0e5b0a1e1d7a8e4d9b7c6f1 # of the old host
pref_challs = dns-01,
server = https://acme-v02.api.letsencrypt.org/directory
authenticator = manual
manual_auth_hook = '/var/lib/letsencrypt/hooks/authenticator.sh "a, b" #1'
manual_cleanup_hook = /var/lib/letsencrypt/hooks/cleanup.sh
manual_public_ip_logging_ok = True
deploy_hook = None
[[webroot_map]]
smtp.example.com = /srv/www
`;
}

/** Runs certbot on a configuration directory, with everything else thrown away. */
export function certbot(configDir: string, ...args: string[]): { status: number | null; output: string } {
  const scratch = mkdtempSync(join(tmpdir(), 'store-certbot-'));
  const directories = [
    '--config-dir',
    configDir,
    '--work-dir',
    join(scratch, 'work'),
    '--logs-dir',
    join(scratch, 'logs'),
  ];
  const run = spawnSync('certbot', [...args, ...directories, '-n'], { encoding: 'utf8', timeout: 60_000 });
  rmSync(scratch, { recursive: true, force: true });
  return { status: run.status, output: run.stdout + run.stderr };
}

/** Runs a script with certbot's own modules: the interpreter is the one that the certbot command names. */
export function certbotPython(script: string, ...args: string[]): string {
  const interpreter = /^#!\s*(\S+)/.exec(readFileSync(need('certbot'), 'utf8'))?.[1] ?? 'python3';
  return execFileSync(interpreter, ['-c', script, ...args], { encoding: 'utf8', timeout: 60_000 });
}
