import type { SentRequest } from '../wire.js';

/** Whether a request bears the credentials of the account. */
export type Credentials = (request: SentRequest) => boolean;

/** The same in short: headers with their values, lower-case names. */
export type Rights = Credentials | Readonly<Record<string, string>>;

export function isAllowed(request: SentRequest, rights: Rights): boolean {
  if (typeof rights === 'function') return rights(request);
  return Object.entries(rights).every(([name, value]) => request.headers[name] === value);
}

/** `Authorization: Bearer t`. */
export function bearer(token: string): Credentials {
  return header('authorization', `Bearer ${token}`);
}

/** @param name lower case */
export function header(name: string, value: string): Credentials {
  return ({ headers }) => headers[name] === value;
}

export function basic(username: string, password: string): Credentials {
  return header('authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`);
}

/** In the query, which the routes do not see then. */
export function query(name: string, value: string): Credentials {
  return ({ url }) => url.searchParams.get(name) === value;
}

/** In a body, JSON or form. */
export function field(name: string, value: string): Credentials {
  return ({ body }) => {
    if (!body.startsWith('{')) return new URLSearchParams(body).get(name) === value;
    return (JSON.parse(body) as Record<string, unknown>)[name] === value;
  };
}

export function every(...all: readonly Rights[]): Credentials {
  return (request) => all.every((rights) => isAllowed(request, rights));
}
