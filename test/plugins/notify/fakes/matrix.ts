import { type Answer, type Asked, jsonOf } from './serve.js';

interface Rules {
  readonly token: string;
  readonly rooms: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
  /** How many requests fail before one is taken, and how. */
  failures?: Answer[];
}

/** A homeserver as far as sending goes. A transaction that is sent twice is one event. */
export function matrix(rules: Rules) {
  const events = new Map<string, Record<string, unknown>>();
  function answer(asked: Asked): Answer {
    const { authorization } = asked.headers;
    if (asked.query.has('access_token')) return failed(401, 'M_MISSING_TOKEN', 'tokens in the query are not taken');
    if (authorization === undefined) return failed(401, 'M_MISSING_TOKEN', 'Missing access token');
    if (authorization !== `Bearer ${rules.token}`) return failed(401, 'M_UNKNOWN_TOKEN', 'Unrecognised access token');
    const [, alias] = /^\/_matrix\/client\/v3\/directory\/room\/(.+)$/.exec(asked.path) ?? [];
    if (alias !== undefined) {
      const room = rules.aliases?.[alias];
      return room === undefined
        ? failed(404, 'M_NOT_FOUND', `Room alias ${alias} not found.`)
        : { status: 200, body: { room_id: room, servers: [] } };
    }
    const [, room = '', transaction] =
      /^\/_matrix\/client\/v3\/rooms\/([^/]+)\/send\/m\.room\.message\/([^/]+)$/.exec(asked.path) ?? [];
    if (transaction === undefined) return failed(404, 'M_UNRECOGNIZED', 'Unrecognized request');
    if (asked.method !== 'PUT') return failed(405, 'M_UNRECOGNIZED', 'Unrecognized request');
    if (!room.startsWith('!')) return failed(400, 'M_INVALID_PARAM', `${room} was not legal room ID`);
    if (!rules.rooms.includes(room)) return failed(403, 'M_FORBIDDEN', 'User not in room');
    const content = jsonOf(asked);
    if (content === undefined) return failed(400, 'M_NOT_JSON', 'Content not JSON.');
    if (typeof content.msgtype !== 'string' || typeof content.body !== 'string')
      return failed(400, 'M_BAD_JSON', 'msgtype and body are needed');
    if (Buffer.byteLength(asked.body) > 65_000) return failed(413, 'M_TOO_LARGE', 'event too large');
    // Taken, although the answer may get lost.
    events.set(transaction, content);
    return rules.failures?.shift() ?? { status: 200, body: { event_id: `$${events.size}` } };
  }
  return { answer, events };
}

function failed(status: number, errcode: string, error: string): Answer {
  return { status, body: { errcode, error } };
}
