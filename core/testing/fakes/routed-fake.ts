import { isDeepStrictEqual } from 'node:util';
import { type FakeApi, jsonAnswer } from '../fake-api.js';
import type { GivenAnswer, SentRequest } from '../wire.js';
import { createAccount, type FakeAccount, type FakeZone } from './account.js';
import { type Given, toAnswer } from './answers.js';
import { type Credentials, isAllowed, type Rights } from './credentials.js';

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

/** Answers one kind of request: data to be sent as JSON, a status and data (`[404, { message: 'no' }]`), or a whole answer. */
export type Handler = (call: Call) => Given | object;

export interface RoutedFake {
  /** Origin and the path that all requests begin with: `https://api.example.cloud/v1`. */
  readonly base: string;
  /** Headers that must be so, or whatever one wants to look at. */
  readonly credentials: Rights;
  /** What whoever has none gets; 401 unless told. */
  readonly refused?: Given;
  /**
   * `GET /zones/{zone}/records/{id}` → what happens. `{zone}` is the id of a zone, `{domain}` its name: of one that is not
   * in the account nothing is found; `/?` at the end means with or without it. Where the API has one address for everything, `command` tells the name of a route.
   */
  readonly routes: Readonly<Record<string, Handler>>;
  readonly command?: (call: Call) => string;
  /** The one address, below the base; the base unless told. */
  readonly at?: RegExp;
  /** Which zone a request is about, where the path does not tell: its id or name. Undefined: it is about none. */
  readonly zoneOf?: (call: Call) => { readonly id?: unknown; readonly name?: unknown } | undefined;
  /** Log-ins, which need no credentials: `POST /login`, or with the whole address where that is elsewhere. */
  readonly logins?: Readonly<Record<string, FakeLogin>>;
  /** What there is for a zone, record or route that does not exist; 404 unless told. */
  readonly missing?: Given;
}

/** A log-in: what must be sent for it, this and nothing else, and what it gives. Whoever sends something else is refused. */
export interface FakeLogin {
  readonly sends: Readonly<Record<string, unknown>> | Credentials;
  readonly gives: Given | object;
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
  const logins = Object.entries(fake.logins ?? {}).map(([route, login]) => ({ ...compile(route), login }));
  const missing = toAnswer(fake.missing ?? [404, { message: 'not found' }]);
  const refused = toAnswer(fake.refused ?? [401, { message: 'unauthorized' }]);

  const addressOf = addressesBelow(fake.base);

  function logIn(request: SentRequest): GivenAnswer | undefined {
    const found = logins.find((each) => each.method === request.method && each.pattern.test(addressOf(request)));
    if (found === undefined) return undefined;
    const { sends, gives } = found.login;
    const isRight = typeof sends === 'function' ? sends(request) : isDeepStrictEqual({ ...sends }, bodyOf(request));
    return isRight ? toAnswer(gives) : refused;
  }

  return () => {
    const account = createAccount();

    function answer(request: SentRequest): GivenAnswer {
      try {
        const given = logIn(request);
        if (given !== undefined) return given;
        if (!isAllowed(request, fake.credentials)) return refused;
        const call = { request, params: {}, query: queryOf(request), body: bodyOf(request), account };
        return toAnswer(dispatch(request, { ...call, zone: ownOf(account) }));
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        return jsonAnswer({ message: error instanceof Error ? error.message : String(error) }, 400);
      }
    }

    function dispatch(request: SentRequest, call: Call): Given | object {
      if (fake.command !== undefined) {
        if (!(fake.at ?? /^\/?$/).test(addressOf(request))) return missing;
        const handler = fake.routes[fake.command(call)];
        const zone = named(call);
        return handler === undefined || zone === undefined ? missing : handler({ ...call, zone });
      }
      const address = addressOf(request);
      for (const { method, pattern, handler } of routes) {
        const found = method === request.method ? pattern.exec(address) : null;
        if (found === null) continue;
        const params = Object.fromEntries(
          Object.entries(found.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]),
        );
        const { zone: id, domain: name } = params;
        const zone = id === undefined && name === undefined ? named({ ...call, params }) : find(account, { id, name });
        return zone === undefined ? missing : handler({ ...call, params, zone });
      }
      return missing;
    }

    function named(call: Call): FakeZone | undefined {
      const asked = fake.zoneOf?.(call);
      return asked === undefined ? call.zone : find(account, asked);
    }

    const { records } = ownOf(account);
    return {
      base: fake.base,
      answer,
      records: () => records.all().map(([, record]) => record),
      add: (record) => void records.insert(record),
      addZones: account.addZones,
      unused: () => [...account.narrowing].filter(([, isUsed]) => !isUsed).map(([name]) => name),
    };
  };
}

function compile(route: string): { method: string; pattern: RegExp } {
  const [method = '', path = ''] = route.split(' ');
  const plain = path.replace(/[.*+^$()|[\]\\]/g, '\\$&').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return { method, pattern: new RegExp(`^${plain}$`) };
}

/** Tells the path below the base; the whole address where it is elsewhere. */
function addressesBelow(base: string): (request: SentRequest) => string {
  const { origin, pathname } = new URL(base);
  const prefix = pathname.replace(/\/$/, '');
  return ({ url }) => {
    const isBelow = url.origin === origin && url.pathname.startsWith(prefix);
    return isBelow ? url.pathname.slice(prefix.length) : `${url.origin}${url.pathname}`;
  };
}

function find(account: FakeAccount, { id, name }: { readonly id?: unknown; readonly name?: unknown }) {
  return id === undefined ? account.zone('name', String(name)) : account.zone('id', String(id));
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
  const isForm = /form-urlencoded/.test(type);
  // Clients that say nothing of JSON or XML send it as a form or as nothing: most services look at the text alone.
  if (/json/.test(type) || ((isForm || type === '') && /^\s*[{[]/.test(body))) return JSON.parse(body);
  return isForm && !/^\s*</.test(body) ? Object.fromEntries(new URLSearchParams(body)) : body;
}
