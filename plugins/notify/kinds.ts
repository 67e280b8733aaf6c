import { roomOf } from './channels/matrix.js';
import type { ChannelKind } from './target.js';

/** What may stand before the `+` of an address. */
export const prefixes: Readonly<Record<string, ChannelKind>> = {
  webhook: 'webhook',
  json: 'webhook',
  slack: 'slack',
  // Mattermost takes what Slack takes (https://developers.mattermost.com/integrate/webhooks/incoming/).
  mattermost: 'slack',
  discord: 'discord',
  ntfy: 'ntfy',
  gotify: 'gotify',
  telegram: 'telegram',
  matrix: 'matrix',
  teams: 'teams',
  pushover: 'pushover',
  homeassistant: 'homeassistant',
  healthchecks: 'healthchecks',
  uptimekuma: 'uptimekuma',
};

/** These hear of each pass that it has begun and how it ended; all others of what people should know. */
export function isPinged(kind: ChannelKind): boolean {
  return kind === 'healthchecks' || kind === 'uptimekuma';
}

/** What the host of a plain address tells. */
export function kindOf({ hostname, pathname }: URL): ChannelKind {
  if (hostname === 'hooks.slack.com') return 'slack';
  if (/^(\w+\.)?discord(app)?\.com$/.test(hostname) && pathname.startsWith('/api/webhooks/')) return 'discord';
  if (hostname === 'api.telegram.org') return 'telegram';
  if (hostname === 'api.pushover.net') return 'pushover';
  if (hostname === 'hc-ping.com') return 'healthchecks';
  if (/(^|\.)(logic\.azure\.com|api\.powerplatform\.com|webhook\.office\.com)$/.test(hostname)) return 'teams';
  return hostname === 'ntfy.sh' ? 'ntfy' : 'webhook';
}

/** What is wrong with an address of a kind, in words that show nothing of it; undefined: nothing. */
export function faultOf(kind: ChannelKind, url: URL): string | undefined {
  const { pathname, searchParams: query, username, password } = url;
  switch (kind) {
    case 'smtp':
      return query.getAll('to').length === 0 ? 'names no recipient: add ?to=you@example.com' : undefined;
    case 'ntfy':
      return /[^/]/.test(pathname) ? undefined : 'names no topic: ntfy+https://ntfy.sh/topic';
    case 'gotify':
      return query.has('token') ? undefined : 'has no ?token=';
    case 'telegram':
      if (!/\/bot\d+:[\w-]+\/sendMessage$/.test(decoded(pathname)))
        return 'has no token of a bot, 123456789:AbC…, before /sendMessage: tgram://TOKEN/CHAT_ID';
      if (!/^(-?\d+|@\w+)$/.test(query.get('chat_id') ?? ''))
        return 'names no chat: a number, negative for groups, or @name of a channel, as in tgram://TOKEN/CHAT_ID';
      return /^\d*$/.test(query.get('message_thread_id') ?? '') ? undefined : 'has a topic that is no number';
    case 'matrix':
      if (username !== '' || password === '')
        return 'has no access token, which stands where others have a password: matrix+https://:TOKEN@host/!room:host';
      return /^[!#]./.test(decoded(roomOf(url)))
        ? undefined
        : 'names no room: !id:server, or #alias:server with %23 for #, after the host';
    case 'teams':
      return /[^/]/.test(pathname) ? undefined : 'is not the whole URL of a Workflow';
    case 'pushover':
      return faultOfPushover(query);
    case 'homeassistant':
      return password !== '' || /\/api\/webhook\/[^/]/.test(pathname)
        ? undefined
        : 'has neither /api/webhook/ID nor an access token: homeassistant+https://:TOKEN@host:8123/';
    case 'healthchecks':
      return /[^/]/.test(pathname) ? undefined : 'names no check: https://hc-ping.com/<uuid>';
    case 'uptimekuma':
      return /\/api\/push\/[^/]/.test(pathname) ? undefined : 'is no push URL: uptimekuma+https://host/api/push/TOKEN';
    default:
      return undefined;
  }
}

function faultOfPushover(query: URLSearchParams): string | undefined {
  const isKey = (name: string) => /^[A-Za-z0-9]{30}$/.test(query.get(name) ?? '');
  if (!isKey('token') || !isKey('user'))
    return 'wants the API token of an application and a user key, 30 letters and digits each: pover://USER_KEY@API_TOKEN';
  return /^(-[12]|[012])$/.test(query.get('priority') ?? '0') ? undefined : 'has a priority that is not -2 to 2';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
