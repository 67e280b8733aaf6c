import { Failure, toFailure } from '../../core/sdk/index.js';

export type ChannelKind = 'webhook' | 'slack' | 'discord' | 'ntfy' | 'gotify' | 'smtp';

/** An address that messages go to. All of its URL may be secret. */
export interface Target {
  readonly kind: ChannelKind;
  readonly url: URL;
  /** For messages and logs: the kind and the host, nothing else. */
  readonly shown: string;
}

const kinds: Readonly<Record<string, ChannelKind>> = {
  webhook: 'webhook',
  json: 'webhook',
  slack: 'slack',
  // Mattermost takes what Slack takes (https://developers.mattermost.com/integrate/webhooks/incoming/).
  mattermost: 'slack',
  discord: 'discord',
  ntfy: 'ntfy',
  gotify: 'gotify',
};

/** `slack+https://…`, `smtp://…`, or a plain URL whose host tells what it is. */
const form = /^(?:([a-z]+)\+)?(https?|smtps?):\/\//i;

/**
 * Reads NOTIFY_URLS.
 * @throws Failure CONFIG that names an entry by its position: its text is secret
 */
export function parseTargets(text: string): Target[] {
  return entriesOf(text).map(({ entry, position }) => parseTarget(entry, position));
}

/** What is wrong with NOTIFY_URLS: one failure for each bad entry. */
export function checkTargets(text: string): Failure[] {
  return entriesOf(text).flatMap(({ entry, position }) => {
    try {
      parseTarget(entry, position);
      return [];
    } catch (error) {
      return [toFailure(error, 'CONFIG')];
    }
  });
}

function entriesOf(text: string): { readonly entry: string; readonly position: number }[] {
  const entries = text.split(',').map((entry, index) => ({ entry: entry.trim(), position: index + 1 }));
  return entries.filter(({ entry }) => entry !== '');
}

function parseTarget(entry: string, position: number): Target {
  const [, prefix, scheme = ''] = form.exec(entry) ?? [];
  const address = prefix === undefined ? entry : entry.slice(prefix.length + 1);
  if (scheme === '' || !URL.canParse(address)) throw wrong(position, 'is no URL that messages can be sent to');
  const url = new URL(address);
  const isMail = scheme.toLowerCase().startsWith('smtp');
  const kind = isMail
    ? prefix === undefined
      ? 'smtp'
      : undefined
    : prefix === undefined
      ? kindOf(url)
      : kinds[prefix.toLowerCase()];
  if (kind === undefined) throw wrong(position, `has an unknown kind, "${prefix}"`);
  if (kind === 'smtp' && url.searchParams.getAll('to').length === 0)
    throw wrong(position, 'names no recipient: add ?to=you@example.com');
  if (kind === 'ntfy' && !/[^/]/.test(url.pathname))
    throw wrong(position, 'names no topic: ntfy+https://ntfy.sh/topic');
  if (kind === 'gotify' && !url.searchParams.has('token')) throw wrong(position, 'has no ?token=');
  return { kind, url, shown: `${kind} at ${url.host}` };
}

/** A text without what tells the way to an address: at many services its path is all the secret there is. */
export function withoutAddress(text: string, { url, shown }: Target): string {
  const segments = url.pathname.split('/').filter((segment) => segment.length > shortestSecret);
  const parts = [url.pathname.slice(1), url.search.slice(1), ...segments, ...url.searchParams.values()];
  const bare = text.replaceAll(url.href, shown);
  const secrets = parts.filter((part) => part.length > shortestSecret).sort((a, b) => b.length - a.length);
  return secrets.reduce((left, part) => left.replaceAll(part, '…'), bare);
}

/** Shorter words stand in any text. */
const shortestSecret = 3;

function kindOf({ hostname, pathname }: URL): ChannelKind {
  if (hostname === 'hooks.slack.com') return 'slack';
  if (/^(\w+\.)?discord(app)?\.com$/.test(hostname) && pathname.startsWith('/api/webhooks/')) return 'discord';
  return hostname === 'ntfy.sh' ? 'ntfy' : 'webhook';
}

function wrong(position: number, what: string): Failure {
  return new Failure('CONFIG', `entry ${position} of NOTIFY_URLS ${what}`, {
    place: 'NOTIFY_URLS',
    hint: `Write an https, smtp or smtps URL, with ${Object.keys(kinds).join('+, ')}+ before it where the host does not tell; a comma inside is %2C`,
  });
}
