import { type FakeApi, jsonAnswer } from '../fake-api.js';
import type { GivenAnswer, SentRequest } from '../wire.js';
import { createAccount, type FakeAccount, type FakeZone } from './account.js';
import type { Credentials } from './credentials.js';

/** One request, taken apart. */
export interface Call {
  readonly request: SentRequest;
  /** What stood at `{…}` of the route, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** JSON, or the fields of a form; text otherwise. */
  readonly body: unknown;
  /** The zone that `{zone}` (its id) or `{domain}` (its name) stands for, else the first one of that name in the account. */
  readonly zone: FakeZone;
  readonly account: FakeAccount;
}

/** Answers one kind of request: data to be sent as JSON, or a whole answer (see `refusal`, `jsonAnswer`). */
export type Handler = (call: Call) => GivenAnswer | object;

export interface RoutedFake {
  /** Origin and the path that all requests begin with: `https://api.example.cloud/v1`. */
  readonly base: string;
  readonly credentials: Credentials;
  /** What whoever has none gets; 401 unless told. */
  readonly refused?: GivenAnswer;
  /**
   * `GET /zones/{zone}/records/{id}` → what happens. `{zone}` is the id of a zone, `{domain}` its name: of one that is not
   * in the account nothing is found; `/?` at the end means with or without it. Where the API has one address for everything, `command` tells the name of a route.
   */
  readonly routes: Readonly<Record<string, Handler>>;
  readonly command?: (call: Call) => string;
  /** What there is for a zone, record or route that does not exist; 404 unless told. */
  readonly missing?: GivenAnswer;
}

/** What a handler throws to refuse. */
export class Refusal extends Error {
  readonly answer: GivenAnswer;
  constructor(answer: GivenAnswer) {
    super(`refused with ${answer.status}`);
    this.answer = answer;
  }
}

/** Refuses a request from within a handler. */
export function refuse(status: number, data: unknown): never {
  throw new Refusal(jsonAnswer(data, status));
}

/** The zone that most of a fake is about. */
export const ownZone = 'example.com';

/** A strict API from a table of routes: what is not in the table is refused, and so is a request without credentials. */
export function routedFake(fake: RoutedFake): () => FakeApi {
  const routes = Object.entries(fake.routes).map(([route, handler]) => ({ ...compile(route), handler }));
  const missing = fake.missing ?? jsonAnswer({ message: 'not found' }, 404);
  return () => {
    const account = createAccount();

    function answer(request: SentRequest): GivenAnswer {
      if (!fake.credentials(request)) return fake.refused ?? jsonAnswer({ message: 'unauthorized' }, 401);
      try {
        const call = { request, params: {}, query: queryOf(request), body: bodyOf(request), account };
        const given = dispatch(request, { ...call, zone: ownOf(account) });
        return isAnswer(given) ? given : jsonAnswer(given);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        return jsonAnswer({ message: error instanceof Error ? error.message : String(error) }, 400);
      }
    }

    function dispatch(request: SentRequest, call: Call): GivenAnswer | object {
      if (fake.command !== undefined) {
        const handler = fake.routes[fake.command(call)];
        return handler === undefined ? missing : handler(call);
      }
      const path = pathOf(request, fake.base);
      for (const { method, pattern, handler } of routes) {
        const found = method === request.method && path !== undefined ? pattern.exec(path) : null;
        if (found === null) continue;
        const params = Object.fromEntries(
          Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]),
        );
        const zone = zoneOf(account, params);
        return zone === undefined ? missing : handler({ ...call, params, zone });
      }
      return missing;
    }

    const { records } = ownOf(account);
    return {
      answer,
      records: () => records.all().map(([, record]) => record),
      add: (record) => void records.insert(record),
    };
  };
}

function compile(route: string): { method: string; pattern: RegExp } {
  const [method = '', path = ''] = route.split(' ');
  const plain = path.replace(/[.*+^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { method, pattern: new RegExp(`^${plain}$`) };
}

function pathOf({ url }: SentRequest, base: string): string | undefined {
  const { origin, pathname } = new URL(base);
  const prefix = pathname.replace(/\/$/, '');
  return url.origin === origin && url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : undefined;
}

function zoneOf(account: FakeAccount, { zone, domain }: Readonly<Record<string, string>>): FakeZone | undefined {
  if (zone !== undefined) return account.zone('id', zone);
  return domain === undefined ? ownOf(account) : account.zone('name', domain);
}

function ownOf(account: FakeAccount): FakeZone {
  const own = account.zone('name', ownZone);
  if (own === undefined) throw new Error('the account has no zone');
  return own;
}

function queryOf({ url }: SentRequest): Record<string, string> {
  return Object.fromEntries(url.searchParams);
}

function bodyOf({ headers, body }: SentRequest): unknown {
  const type = headers['content-type'] ?? '';
  if (body === '') return undefined;
  if (/json/.test(type)) return JSON.parse(body);
  return /form-urlencoded/.test(type) ? Object.fromEntries(new URLSearchParams(body)) : body;
}

function isAnswer(given: GivenAnswer | object): given is GivenAnswer {
  return 'status' in given && 'headers' in given && 'body' in given;
}
