import type { FailureCode } from '../../sdk/failure.js';
import type { Cure } from './cure.js';

/** For every kind of error. The compiler holds that none is missing. */
export const failureCures: Readonly<Record<FailureCode, Cure>> = {
  CONFIG: {
    title: 'The configuration is refused',
    steps: [
      'The message names the file with line and column, or the variable, and what to write instead. `letsencrypt-dns check` shows all of it at once.',
      'A variable that has no effect: `letsencrypt-dns help variables` lists those that there are; an unknown one is warned of, with the nearest name.',
      'In a container: is the file mounted where `LETSENCRYPT_CONFIG_DIR` or `LETSENCRYPT_DOMAINS_CONF` looks for it? Mount its folder, not the file alone.',
      'The daemon goes on with the last good configuration and removes nothing until the file is right again.',
    ],
  },
  AUTHENTICATION: {
    title: 'The credentials are refused',
    steps: [
      'Whose they are stands in the message: a DNS provider, or the CA. Of a provider, its page below [providers/](providers) tells how the credential is made, and which rights it needs.',
      'Is it the right kind? A token is not the global key; a key pair wants both halves. `letsencrypt-dns providers ID` lists what belongs together.',
      'May it be used from here? Many services limit keys to addresses, and a container may leave by another one, or by IPv6.',
      'Blanks and line ends around a value are dropped; a quote that was copied along is not.',
      'Of a CA: external account binding is used once at some of them. Make a new one, and see `LETSENCRYPT_EAB_KID`.',
    ],
  },
  ZONE_NOT_FOUND: {
    title: 'The zone is not in the account',
    steps: [
      'Is it the account that has the domain? Several accounts at one provider are several profiles of the YAML file; see [configuration.md](configuration.md#yaml).',
      'May the credential see the zone? A token that is limited to zones does not list the others.',
      'Is the zone that is written to another one than the domain suggests? `LEXICON_OPTIONS=--delegated=sub.example.com` names it; with a CNAME at `_acme-challenge` it is that of the target.',
      'Do the name servers of the domain belong to this provider at all? `letsencrypt-dns check --live` compares them.',
    ],
  },
  RECORD_EXISTS: {
    title: 'There is such a record already',
    steps: [
      'Seen with the action `create` of lexicon alone: creating what exists is a success as a rule, so this is another record in the way, a CNAME at the same name for instance.',
      'Look with `lexicon PROVIDER list example.com CNAME`, and remove what is in the way.',
    ],
  },
  RECORD_NOT_FOUND: {
    title: 'There is no such record',
    steps: [
      'Seen with the action `update` of lexicon: list the records first; the identifier or the name differs from what was given.',
      'Somebody else may change the zone at the same time: another program, or a template that is applied anew.',
    ],
  },
  UNSUPPORTED: {
    title: 'The provider cannot do it',
    steps: [
      'The provider lacks this type of record, or this kind of name; its page below [providers/](providers) says which types it has.',
      'For certificates a TXT record is enough. Where the provider has none for your plan, put a CNAME at `_acme-challenge` into a zone of another provider, or use [standalone](providers/standalone.md).',
      'The CA offers no DNS challenge for this name: another CA may.',
    ],
  },
  RATE_LIMITED: {
    title: 'Too many requests or certificates',
    steps: [
      'Nothing has to be done: it waits as long as the service asked for, and `letsencrypt-dns status` tells until when.',
      'While you try things out, let `letsencrypt-dns trial` ask the staging server, whose limits are far away.',
      'With many certificates see [scale.md](scale.md): the limits of the CAs, and how orders are spread.',
      'At a DNS provider: does another program use the same account?',
    ],
  },
  API: {
    title: 'A service refused the request',
    steps: [
      'The message repeats what the service said. `--log-level debug` shows each request with its answer, without secrets.',
      'Is the zone locked, suspended or unpaid? Does the account have to agree to new terms?',
      'Does `lexicon PROVIDER list example.com TXT` work? Then reading is allowed and writing is not.',
    ],
  },
  SERVER: {
    title: 'A service has trouble of its own',
    steps: [
      'It is tried again, later and later. Look at the status page of the service before you change anything here.',
      'Where it lasts, `--log-level debug` shows what it answers; a proxy in between may be the one that answers.',
    ],
  },
  RESPONSE: {
    title: 'An answer makes no sense',
    steps: [
      'Often it is not the service that answered: a captive portal, a proxy with a page of its own, a wrong URL in an option.',
      'Where it is the service, its API has changed: tell us with the line of `--log-level debug`.',
    ],
  },
  NETWORK: {
    title: 'A service cannot be reached',
    steps: [
      'From the same place: `curl -v https://acme-v02.api.letsencrypt.org/directory`. In a container, run it in the container.',
      'Behind a proxy set `HTTPS_PROXY`; hosts that are reached without it go into `NO_PROXY`.',
      'A certificate that is not trusted: a company’s proxy signs with its own root, which `LETSENCRYPT_CA_BUNDLE` names.',
      'Is there IPv6 that leads nowhere? Then take it away, or give the host a route.',
    ],
  },
  TIMEOUT: {
    title: 'A service does not answer in time',
    steps: [
      'As for [NETWORK](#network): a firewall that drops packets looks like this.',
      'A CA that is silent is not asked again in the same pass; the next pass tries it anew.',
    ],
  },
  ABORTED: {
    title: 'It was stopped',
    steps: [
      'By a signal, or because its time was over. What was under way is in the journal, and the next start goes on from there.',
      'Containers are killed ten seconds after they were told to stop: that is enough as a rule.',
    ],
  },
  DNS: {
    title: 'A DNS look-up fails',
    steps: [
      'Is the domain registered and delegated? `dig +trace example.com NS` shows where it ends.',
      'Which resolver is asked? The system’s, unless `DNS_RESOLVERS` names others; `DNS_RESOLVERS=1.1.1.1,9.9.9.9` tells whether it is the resolver’s fault.',
      'DNSSEC: a broken chain is SERVFAIL at resolvers that validate, and the CA’s do. Take the DS record away, or sign the zone anew.',
    ],
  },
  PROPAGATION: {
    title: 'The TXT record does not become visible',
    steps: [
      'The message names the server that was asked last and what it said. Where a secondary is late, give it time: `LEXICON_SLEEP_TIME` is the longest wait of a round, `LEXICON_MAX_CHECKS` the number of rounds.',
      'Where no server ever shows it, the record went elsewhere: another zone of the same name, another account, or a view for inside.',
      'Where port 53 of the name servers cannot be reached from here, set `DNS_PROPAGATION=recursive`.',
      '`letsencrypt-dns check --live` measures how long each server takes.',
    ],
  },
  ACME: {
    title: 'The CA refuses the order',
    steps: [
      'The message has the CA’s own words and the kind of its error, which tell which name or rule it is about.',
      'CAA: `dig example.com CAA` shows which CAs may issue; add yours, with `issuewild` for wildcards.',
      'The account is unknown or deactivated: it is registered anew by itself; where the CA wants external account binding, see `LETSENCRYPT_EAB_KID`.',
      'A profile that it has not: the message lists those that it has; see `LETSENCRYPT_PROFILE`.',
    ],
  },
  VALIDATION: {
    title: 'The CA does not accept the proof',
    steps: [
      'The record was visible from here and the CA saw something else: it asks from several places of the world. Are all name servers of the delegation in step, also the forgotten ones?',
      'Is there a CNAME at `_acme-challenge.example.com`? The proof belongs where it leads; see `FOLLOW_CNAMES`.',
      'DNSSEC and CAA are looked at by the CA as well: `letsencrypt-dns check --live` looks for both.',
      'The next try is made at the staging server first, where failures cost nothing; `letsencrypt-dns trial NAME` does it at once.',
    ],
  },
  STORE: {
    title: 'A file cannot be read or written',
    steps: [
      'Space and inodes: `df -h`, `df -i`. Rights: the program’s user wants to write the whole configuration directory.',
      'A container that is not root: see [image.md](image.md) for users and capabilities.',
      'A link of somebody else on the way to a file is refused, see [security.md](security.md).',
      'Too many open files: raise `ulimit -n`.',
    ],
  },
  LOCKED: {
    title: 'Another process works on the directory',
    steps: [
      'The message names it, with its pid and host. A pass lasts seconds or minutes; try again, or stop the other one.',
      'A process that was killed holds nothing: its claim is found to be dead. On a shared volume that takes some minutes for another host.',
      'Two daemons on one directory are no use: they take turns, and do the same.',
    ],
  },
  LINEAGE: {
    title: 'The files of a certificate are damaged',
    steps: [
      '`letsencrypt-dns status` says what is wrong with them. The next pass issues the certificate anew where the configuration asks for it.',
      'Links were copied as files, or a backup was half restored: `live/NAME/` holds links into `archive/NAME/`; see [operating.md](operating.md#back-up-and-restore).',
    ],
  },
  PLUGIN: {
    title: 'A step after the issue fails',
    steps: [
      'The certificate is there all the same. The step is tried again at each pass until it has succeeded for this version; `letsencrypt-dns status` shows what is owed.',
      'Run it by hand: `letsencrypt-dns hooks NAME`. Of a hook, the message has the end of what it printed.',
      'A hook sees `RENEWED_LINEAGE` and `RENEWED_DOMAINS`, and no secrets of this program; see [plugins.md](plugins.md).',
    ],
  },
  DOCKER: {
    title: 'Docker refuses, or cannot be reached',
    steps: [
      'Is the socket mounted (`/var/run/docker.sock`), and may this user use it? Else `DOCKER_HOST` names another way; see [operating.md](operating.md#docker-through-a-socket-proxy).',
      'Is the container called so on this host? With swarm, names are those of services: `DOCKER_CLUSTER_PROVIDER=swarm`.',
    ],
  },
  INTERNAL: {
    title: 'A mistake of ours',
    steps: ['Please tell us, with the whole message and the line of `--log-level debug`: secrets are not in it.'],
  },
};
