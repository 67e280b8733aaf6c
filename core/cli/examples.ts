import { terminalColumns } from '../terminal/standard-streams.js';
import { hang } from '../terminal/wrap.js';

/** Examples of each command, for its `--help`; those of the program itself stand under an empty name. */
const examples: Readonly<Record<string, readonly (readonly [words: string, meaning: string])[]>> = {
  '': [
    ['run', 'the daemon: obtain, renew and watch domains.conf'],
    ['plan', 'what would be done, and why'],
    ['sync --json', 'one pass, for cron or a Kubernetes job'],
    ['check --live', 'does the DNS provider do what it must?'],
    ['lexicon ovh list example.com TXT', 'records, as lexicon shows them'],
    ['help variables', 'everything that can be set'],
    ['demo', 'see it work, with nothing to set up'],
  ],
  run: [
    ['run', 'with /etc/letsencrypt and the variables of the environment'],
    ['run --config dnsrobocert.yml', 'with the file of dnsrobocert'],
  ],
  sync: [
    ['sync', 'obtain and renew what is due, then exit'],
    ['sync --json | jq ".certificates[] | select(.failure)"', 'what failed, and why'],
    ['sync --allow-removals', 'when most lines of domains.conf were removed on purpose'],
  ],
  plan: [['plan; test $? -ne 10 || letsencrypt-dns sync', 'sync only where there is something to do']],
  status: [
    ['status', 'all certificates; exit code 1 where one needs somebody'],
    ['status --json | jq ".certificates[].daysLeft"', 'days that are left'],
  ],
  health: [['health', 'as HEALTHCHECK of a container']],
  'store status': [['store status', 'which instance does the passes, and which host has what']],
  'store migrate': [
    ['store migrate --to postgres', 'the configuration directory into LETSENCRYPT_STORE'],
    ['store migrate --to /etc/letsencrypt', 'and back'],
  ],
  'store verify': [['store verify --with /mnt/old', 'does the store hold what this directory holds?']],
  'store stay': [['store stay', 'passes go on here, though everything was to move away']],
  'store forget': [['store forget host-1', 'a host that is gone is not waited for, nor listed']],
  'store upgrade': [['store upgrade', 'once, after an update that asks for it']],
  'store schema': [['store schema | psql letsencrypt', 'make the tables as another role']],
  check: [
    ['check', 'the configuration alone, touching nothing'],
    ['check --live', 'a test record through each provider and zone in use'],
  ],
  renew: [
    ['renew', 'what is due'],
    ['renew www.example.com --force', 'this one, due or not'],
  ],
  init: [
    ['init', 'on a terminal: questions, a try, the first certificate'],
    ['init www.example.com --provider ovh', 'off a terminal: what would be written, and what is missing'],
  ],
  add: [
    ['add www.example.com mail.example.com', 'one certificate of two names'],
    ["add '*.example.com' autorestart-containers=nginx", 'words as a line of domains.conf has them'],
  ],
  trial: [
    ['trial', 'does all of it work? As sync would do it, at the staging server'],
    ['trial www.example.com', 'this one alone'],
  ],
  revoke: [['revoke www.example.com --reason keyCompromise', 'the next pass obtains another, with a new key']],
  delete: [['delete old.example.com', 'its files, without revoking it']],
  hooks: [
    ['hooks', 'for all certificates, as after a change of what reads them'],
    ['hooks www.example.com', 'for this one'],
  ],
  notify: [
    ['notify', 'the addresses that are understood'],
    ['notify --test', 'does a message arrive at each?'],
  ],
  providers: [
    ['providers', 'all of them'],
    ['providers cloudflare', 'the options of one, and how to set it up'],
  ],
  'providers new': [['providers new examplecloud', 'a package to begin with, and its test']],
  help: [
    ['help sync', 'as sync --help'],
    ['help variables', 'all variables; as well: plugins, yaml'],
    ['help man | man -l -', 'the manual page'],
  ],
  completion: [['completion bash > /etc/bash_completion.d/letsencrypt-dns', 'for bash; as well: zsh, fish']],
  'config migrate': [['config migrate --output letsencrypt-dns.yml', 'the YAML file that says what the variables say']],
  'config schema': [['config schema > letsencrypt-dns.schema.json', 'for an editor']],
  'doors secret': [['doors secret > /run/secrets/edge-1', 'a secret in a file, which the configuration names']],
  'doors acme-dns': [['doors acme-dns edge-1 www.example.com', 'an account, and the CNAME record that leads to it']],
  agent: [
    [
      'agent --hub https://hub.example.com:8443 --client edge-1 --secret-file /run/secrets/edge-1',
      'all that it may fetch',
    ],
  ],
  'doors list': [['doors list --json', 'clients, doors and domains']],
  'doors check': [['doors check', 'listener, certificate, and a provider for each domain']],
  demo: [['demo --keep ./demo --watch', 'leave it all in a folder, and follow changes there']],
};

/** The examples themselves, by command. */
export const examplesByCommand = examples;

/** Text for the end of a command's help; nothing for one without examples. @param columns of the terminal */
export function exampleText(command: string, columns = terminalColumns() ?? usualColumns): string {
  const lines = (examples[command] ?? []).map(([words, meaning]) => [`letsencrypt-dns ${words}`, meaning] as const);
  if (lines.length === 0) return '';
  const width = Math.max(...lines.map(([words]) => words.length));
  const fits = lines.every(([, meaning]) => width + meaning.length + 4 <= columns);
  const each = lines.map(([words, meaning]) =>
    fits ? `  ${words.padEnd(width)}  ${meaning}` : [`  ${words}`, ...hang('', meaning, 6, columns)].join('\n'),
  );
  return `\nExamples:\n${each.join('\n')}`;
}

const usualColumns = 80;
