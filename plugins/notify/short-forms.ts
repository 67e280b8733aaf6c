/**
 * Addresses as users of apprise and shoutrrr know them, turned into the one form that this program works with: the
 * kind, and the https URL of what is asked. Where those two programs disagree on `http` or `https` for a scheme, it is
 * https: secrets are not sent in the clear because of a missing letter.
 */

interface Parts {
  /** What stands before an `@`, and what follows it, undecoded. */
  readonly user: string;
  readonly password: string;
  readonly host: string;
  /** Decoded, without empty ones. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Text that an address needs and has not. */
export class MissingPart extends Error {}

const forms: Readonly<Record<string, (parts: Parts) => string[]>> = {
  tgram: telegram,
  telegram,
  matrix,
  matrixs: matrix,
  pover: ({ user, host, segments, query }) => pushover(host, user, segments, query),
  pushover: ({ password, host, query }) => pushover(password, host, listOf(query, 'devices'), query),
  workflows: ({ host, segments: [flow, signature], query }) => {
    if (flow === undefined || signature === undefined) throw new MissingPart('workflows://host:443/WORKFLOW/SIGNATURE');
    const version = encodeURIComponent(query.get('ver') ?? '2016-06-01');
    const path = `workflows/${encodeURIComponent(flow)}/triggers/manual/paths/invoke`;
    const rights = encodeURIComponent('/triggers/manual/run');
    return [
      `teams+https://${host}/${path}?api-version=${version}&sp=${rights}&sv=1.0&sig=${encodeURIComponent(signature)}`,
    ];
  },
  discord: ({ user, host, segments: [token] }) => {
    const [id, secret] = user === '' ? [host, token] : [host, user];
    if (secret === undefined) throw new MissingPart('discord://WEBHOOK_ID/TOKEN');
    return [`discord+https://discord.com/api/webhooks/${encodeURIComponent(id)}/${encodeURIComponent(secret)}`];
  },
  ntfy,
  ntfys: ntfy,
  gotify,
  gotifys: gotify,
  hassio: (parts) => homeAssistant('http', parts),
  hassios: (parts) => homeAssistant('https', parts),
  json: (parts) => [`webhook+http://${restOf(parts)}`],
  jsons: (parts) => [`webhook+https://${restOf(parts)}`],
  healthchecks: (parts) => [`healthchecks+https://${restOf(parts)}`],
};

/**
 * One text for each recipient; undefined: it is no such form.
 * @throws MissingPart
 */
export function fromShortForm(entry: string): string[] | undefined {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/is.exec(entry) ?? [];
  return forms[scheme.toLowerCase()]?.(partsOf(rest));
}

/** By hand, as the port of `tgram://123:AbC/` is no number and no URL has names with capitals for hosts. */
function partsOf(rest: string): Parts {
  const [, authority = '', path = '', query = '', room = ''] = /^([^/?#]*)([^?#]*)\??([^#]*)(#.*)?$/s.exec(rest) ?? [];
  const at = authority.lastIndexOf('@');
  const login = at === -1 ? '' : authority.slice(0, at);
  const [user = '', ...password] = login.split(':');
  return {
    user,
    password: password.join(':'),
    host: authority.slice(at + 1),
    segments: [...path.split('/'), room].filter((part) => part !== '').map(decoded),
    query: new URLSearchParams(query),
  };
}

/** `tgram://TOKEN/CHAT[:TOPIC]/…` and `telegram://TOKEN@telegram?chats=CHAT`. */
function telegram({ user, password, host, segments, query }: Parts): string[] {
  const token = decoded(user === '' ? host : `${user}:${password}`).replace(/^bot/, '');
  const chats = [...segments, ...listOf(query, 'chats'), ...listOf(query, 'channels')];
  if (chats.length === 0) throw new MissingPart('tgram://TOKEN/CHAT_ID');
  const topic = query.get('topic') ?? query.get('thread');
  return chats.map((text) => {
    const [chat = '', thread = topic] = text.split(':');
    const ids = new URLSearchParams({ chat_id: chat, ...(thread !== null && { message_thread_id: thread }) });
    return `telegram+https://api.telegram.org/bot${token}/sendMessage?${ids}`;
  });
}

function matrix({ user, password, host, segments, query }: Parts): string[] {
  // A name and its password would be a login, and a new device, at each message.
  if (user !== '' && password !== '')
    throw new MissingPart('matrixs://ACCESS_TOKEN@host/!room:host: an access token, no password');
  const rooms = [...segments, ...listOf(query, 'rooms')];
  if (rooms.length === 0) throw new MissingPart('matrixs://ACCESS_TOKEN@host/!room:host');
  return rooms.map((room) => `matrix+https://:${user === '' ? password : user}@${host}/${encodeURIComponent(room)}`);
}

function pushover(token: string, user: string, devices: readonly string[], query: URLSearchParams): string[] {
  const priority = query.get('priority');
  const device = devices.join(',');
  const fields = {
    token: decoded(token),
    user: decoded(user),
    ...(device !== '' && { device }),
    ...(priority !== null && { priority: priorities[priority.toLowerCase()] ?? priority }),
  };
  return [`pushover+https://api.pushover.net/1/messages.json?${new URLSearchParams(fields)}`];
}

const priorities: Readonly<Record<string, string>> = {
  low: '-2',
  moderate: '-1',
  normal: '0',
  high: '1',
  emergency: '2',
};

function ntfy({ user, password, host, segments }: Parts): string[] {
  const token = password === '' ? user : password;
  const access = `${password === '' ? '' : user}:${token}@`;
  // A topic alone is one of the public service.
  if (segments.length === 0) return [`ntfy+https://${access}ntfy.sh/${host}`];
  return segments.map((topic) => `ntfy+https://${access}${host}/${encodeURIComponent(topic)}`);
}

function gotify({ host, segments }: Parts): string[] {
  const token = segments.at(-1);
  if (token === undefined) throw new MissingPart('gotifys://host/TOKEN');
  const path = segments.slice(0, -1).map((part) => `/${encodeURIComponent(part)}`);
  return [`gotify+https://${host}${path.join('')}?${new URLSearchParams({ token })}`];
}

function homeAssistant(scheme: string, { host, segments }: Parts): string[] {
  const token = segments.at(-1);
  if (token === undefined) throw new MissingPart('hassios://host:8123/ACCESS_TOKEN');
  const port = /:\d+$/.test(host) || scheme === 'https' ? '' : ':8123';
  return [`homeassistant+${scheme}://:${encodeURIComponent(token)}@${host}${port}/`];
}

function restOf({ user, password, host, segments, query }: Parts): string {
  const login = user === '' ? '' : `${user}${password === '' ? '' : `:${password}`}@`;
  const search = query.size === 0 ? '' : `?${query}`;
  return `${login}${host}/${segments.map(encodeURIComponent).join('/')}${search}`;
}

/** A comma within an address is written as %2C. */
function listOf(query: URLSearchParams, name: string): string[] {
  return query.getAll(name).flatMap((text) => text.split(',').filter((part) => part.trim() !== ''));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
