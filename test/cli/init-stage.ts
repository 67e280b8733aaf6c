import { readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTempDir,
  type Forwarder,
  openTerminal,
  startForwarder,
  startPebble,
  type Terminal,
} from '../lab/index.js';
import * as answers from './init-answers.js';
import { createPowerDnsInstallation } from './installation.js';

export const initTools = ['pebble', 'pdns_server', 'sqlite3', 'openssl', 'script'] as const;

/** An empty directory, PowerDNS, and a CA with its staging server, for somebody who is led by `init`. */
export interface InitStage {
  readonly installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  /** In front of PowerDNS, for what asks whether the records are there. */
  readonly dns: Forwarder;
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  at(...parts: string[]): string;
  /** What is in the directory, but for the program's own state. */
  entries(): string[];
  start(words?: readonly string[], more?: { readonly columns?: number }): Terminal;
  /** Answers all questions up to the check, for these names; those that `from` says are taken as answered. */
  answerAll(asked: Terminal, words: string): Promise<void>;
  /** Ends what was started last, and makes the directory empty again. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export async function openInitStage(): Promise<InitStage> {
  const installation = await createPowerDnsInstallation();
  const dns = await startForwarder({ zones: { 'example.com': installation.dns.dnsAddress } });
  const staging = await startPebble({ dnsServer: installation.dns.dnsAddress });
  const folder = await createTempDir('init');
  const at = (...parts: string[]) => join(installation.configDir, ...parts);
  const roots = await Promise.all([installation.pebble, staging].map((each) => readFile(each.caBundle, 'utf8')));
  await writeFile(join(folder.path, 'roots.pem'), roots.join('\n'));
  const {
    LEXICON_PROVIDER: _id,
    LEXICON_POWERDNS_PDNS_SERVER: url = '',
    LEXICON_POWERDNS_AUTH_TOKEN: token = '',
    ...rest
  } = installation.env;
  const env = {
    ...rest,
    LETSENCRYPT_CA_BUNDLE: join(folder.path, 'roots.pem'),
    LETSENCRYPT_ENV_FILE: at('settings.env'),
    LETSENCRYPT_DNS_TEST_LETSENCRYPT: `${installation.pebble.directoryUrl} ${staging.directoryUrl}`,
    LETSENCRYPT_DNS_TEST_AUTHORITATIVE: dns.dnsAddress,
  };
  let terminal: Terminal | undefined;
  const empty = async () => {
    for (const name of readdirSync(installation.configDir)) await rm(at(name), { recursive: true });
  };
  await empty();
  return {
    installation,
    dns,
    env,
    token,
    at,
    entries: () => readdirSync(installation.configDir).filter((name) => name !== 'letsencrypt-dns'),
    start(words = [], more = {}) {
      terminal = openTerminal(['init', ...words], { env, cwd: installation.configDir, ...more });
      return terminal;
    },
    async answerAll(asked, words) {
      await answers.names(asked, words);
      await answers.provider(asked);
      await answers.secret(asked, token);
      await answers.server(asked, url);
      for (const answer of [answers.contact, answers.target, answers.others]) await answer(asked);
    },
    async clear() {
      terminal?.kill();
      dns.setOverride(undefined);
      await empty();
    },
    async stop() {
      await folder.remove();
      await staging.stop();
      await dns.stop();
      await installation.stop();
    },
  };
}
