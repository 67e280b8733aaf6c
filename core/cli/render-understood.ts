import { visibleLine } from '../sdk/visible-text.js';
import { renderRows } from '../terminal/layout.js';
import { hang } from '../terminal/wrap.js';
import type { Understood, UnderstoodAuthority } from './understood.js';

/** Columns of a label and the space behind it. */
const labelWidth = 12;

/** What was understood, for people. @param columns of the terminal; undefined: any */
export function renderUnderstood(understood: Understood, columns: number | undefined): string {
  const { sources, authorities, providers, schedule, certificates } = understood;
  const next =
    schedule.next === undefined ? '' : `, next ${schedule.next.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const lines = [
    ...sources
      .filter(({ status }) => status !== 'missing')
      .map(({ path, status }) => ['file', status === 'read' || status === 'settings' ? path : `${path} (${status})`]),
    ...authorities.map((authority) => ['CA', describeAuthority(authority)]),
    ...providers.map(({ profile, provider, place }) => [
      'provider',
      profile === 'environment' ? `${provider} (${place})` : `${provider}, profile ${profile}`,
    ]),
    ['schedule', `${schedule.cron}${schedule.timeZone === undefined ? '' : ` ${schedule.timeZone}`}${next}`],
  ];
  const width = columns ?? Number.MAX_SAFE_INTEGER;
  const head = lines.flatMap(([label = '', text = '']) => hang(label, visibleLine(text), labelWidth, width)).join('\n');
  if (certificates.length === 0) return head;
  const hosts = new Map(authorities.map((authority) => [authority.server, nameOf(authority)]));
  const rows = certificates.map(({ name, domains, profiles, server, keyType, afterwards }) => [
    name,
    domains.join(' '),
    profiles.length === 0 ? 'none fits' : profiles.map((id) => providerOf(understood, id)).join(' '),
    hosts.get(server) ?? server,
    keyType,
    afterwards.length === 0 ? '-' : afterwards.join(', '),
  ]);
  const header = ['CERTIFICATE', 'NAMES', 'PROVIDER', 'CA', 'KEY', 'THEN'];
  return `${head}\n\n${renderRows(header, rows, columns)}`;
}

function describeAuthority(authority: UnderstoodAuthority): string {
  const { server, hasAccount, contact, title } = authority;
  const account = hasAccount ? 'with an account' : 'whose account is made with the first order';
  const who = title === undefined ? server : `${nameOf(authority)}, ${server},`;
  return `${who} ${account}${contact === undefined ? '' : `, contact ${contact}`}`;
}

function nameOf({ title, server, isStaging }: UnderstoodAuthority): string {
  const name = title ?? (URL.canParse(server) ? new URL(server).host : server);
  return isStaging ? `${name} (staging)` : name;
}

function providerOf({ providers }: Understood, id: string): string {
  const found = providers.find(({ profile }) => profile === id);
  return found === undefined || id === 'environment' ? (found?.provider ?? id) : id;
}
