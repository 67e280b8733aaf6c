import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { find, missing, runCommand } from '../lab/index.js';
import { type Contender, type ContenderId, countFiles, indexes } from './contenders.js';
import { namesOf, zone } from './stage.js';

/** Lifts lego's limit of its own, which some versions have fixed at 18 requests a second. */
const liftedLimit = ['--overall-request-limit', '1000'];

/** One process of lego for each certificate, some at once, with an account that it has already. */
function lego(id: ContenderId, how: string, atOnce: number, extra: readonly string[] = []): Contender {
  return {
    id,
    name: `lego, ${how}`,
    atOnce,
    async prepare({ pebble, dns, directory }, certificates) {
      const env = {
        HOME: directory,
        LEGO_CA_CERTIFICATES: pebble.caBundle,
        PDNS_API_URL: dns.apiUrl,
        PDNS_API_KEY: dns.apiKey,
        PDNS_POLLING_INTERVAL: '1',
      };
      const account = ['--server', pebble.directoryUrl, '--email', 'bench@example.com', '--accept-tos'];
      const challenge = ['--dns', 'pdns', '--dns.resolvers', dns.dnsAddress, '--dns.disable-cp'];
      const base = [...account, '--path', directory, ...challenge, ...extra];
      // A certificate comes with the account; whether it comes does not matter.
      const words = [...base, '--domains', `account.${zone}`, 'run'];
      await untilThere('lego', words, env, directory, 'account.json');
      const jobs = await writeJobs(directory, certificates, '--domains', ' run');
      const command = ['xargs', '-a', jobs, '-P', `${atOnce}`, '-L', '1', 'lego', ...base];
      return { command, env, count: () => countFiles(join(directory, 'certificates'), 'c[0-9]*.key') };
    },
  };
}

/** certbot with lexicon in its hooks and no sleep, one certificate after another, with an account that it has already. */
const certbot: Contender = {
  id: 'certbot',
  name: 'certbot + lexicon, sleep 0',
  atOnce: 1,
  isSlow: true,
  async prepare({ pebble, dns, directory }, certificates) {
    const env = {
      HOME: directory,
      REQUESTS_CA_BUNDLE: pebble.caBundle,
      LEXICON_POWERDNS_PDNS_SERVER: dns.apiUrl,
      LEXICON_POWERDNS_AUTH_TOKEN: dns.apiKey,
    };
    const paths = ['--config-dir', directory, '--work-dir', directory, '--logs-dir', join(directory, 'logs')];
    const common = [...paths, '--server', pebble.directoryUrl, '--agree-tos', '--non-interactive'];
    await untilThere(
      'certbot',
      ['register', '--register-unsafely-without-email', ...common],
      env,
      directory,
      'regr.json',
    );
    const hook = (action: string) =>
      `lexicon powerdns ${action} ${zone} TXT --name _acme-challenge.$CERTBOT_DOMAIN --content $CERTBOT_VALIDATION`;
    const hooks = ['--manual-auth-hook', hook('create'), '--manual-cleanup-hook', hook('delete')];
    const base = ['certonly', '--manual', '--preferred-challenges', 'dns', ...hooks, ...common];
    const command = ['xargs', '-a', await writeJobs(directory, certificates, '-d'), '-L', '1', 'certbot', ...base];
    return { command, env, count: () => countFiles(join(directory, 'live'), 'fullchain.pem') };
  },
};

/** Those that this machine has. */
export async function findPeers(): Promise<{ lego: Contender[]; liftedLego: Contender[]; certbot: Contender[] }> {
  const hasLego = find('lego') !== undefined;
  const help = hasLego ? (await runCommand('lego', ['--help'])).stdout : '';
  return {
    lego: hasLego ? [lego('lego-8', '8 at once', 8), lego('lego-1', 'one after another', 1)] : [],
    liftedLego: help.includes('overall-request-limit')
      ? [lego('lego-unlimited', 'one after another, no limit', 1, liftedLimit)]
      : [],
    certbot: missing('certbot', 'lexicon') === false ? [certbot] : [],
  };
}

/** Again while the file is not there: with half of the nonces rejected, a registration may well be lost. */
async function untilThere(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  directory: string,
  file: string,
): Promise<void> {
  let last = '';
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const { stdout, stderr } = await runCommand(program, words, { env, timeoutMs: 120_000, accept: [0, 1] });
    last = stderr || stdout;
    if ((await countFiles(directory, file)) > 0) return;
  }
  throw new Error(`${program} could not register an account:\n${last.slice(-2000)}`);
}

/** A file with the names of one certificate in each line. */
async function writeJobs(directory: string, certificates: number, flag: string, end = ''): Promise<string> {
  const file = join(directory, 'jobs');
  const line = (index: number) =>
    `${namesOf(index)
      .map((name) => `${flag} ${name}`)
      .join(' ')}${end}\n`;
  await writeFile(file, indexes(certificates).map(line).join(''));
  return file;
}
