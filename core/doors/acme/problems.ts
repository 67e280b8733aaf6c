import { type Problem as CaProblem, problemOf } from '../../acme/problem.js';
import { Problem, type ProblemDocument } from '../../acme-server/index.js';
import { isFailure, toFailure } from '../../sdk/failure.js';
import { DoorRefusal } from '../door.js';

const prefix = 'urn:ietf:params:acme:error:';

/** Most that is handed on of what a CA says, in characters and in parts. */
const longestDetail = 4000;
const mostSubproblems = 100;

/**
 * What a client is told of a failure: what the CA said, in its words; of our own side only what kind of thing it was, since
 * the words of a DNS provider are about names and accounts that are not the client's.
 */
export function problemDocument(error: unknown): ProblemDocument {
  if (error instanceof Problem) return error.document;
  const said = problemOf(error);
  if (said !== undefined) return ofCa(said, isFailure(error) ? error.status : undefined);
  const { code, message } = toFailure(error);
  switch (code) {
    case 'RATE_LIMITED':
      // The words of our own count of orders, or of a provider that asks for fewer requests.
      return document(
        'rateLimited',
        /^the CA (allows|asked)/.test(message) ? message : 'a service asks the hub for fewer requests',
        429,
      );
    case 'PROPAGATION':
      return document('dns', 'the TXT record did not become visible in time; the log of the hub tells where', 400);
    case 'DNS':
    case 'ZONE_NOT_FOUND':
      return document('dns', 'the hub cannot find the zone of a name; its log tells more', 400);
    case 'NETWORK':
    case 'TIMEOUT':
    case 'SERVER':
    case 'RESPONSE':
      return document('serverInternal', 'a service that the hub needs does not answer as it should', 503);
    case 'LOCKED':
    case 'STORE':
    case 'ABORTED':
      return document('serverInternal', 'the hub is busy or stops', 503);
    default:
      return document('serverInternal', 'the hub could not do it; its log tells why', 500);
  }
}

function document(type: string, detail: string, status: number): ProblemDocument {
  return { type: `${prefix}${type}`, detail, status };
}

function ofCa({ type, detail, status, subproblems }: CaProblem, httpStatus: number | undefined): ProblemDocument {
  const parts = (subproblems ?? []).slice(0, mostSubproblems).map((part) => ({
    type: part.type ?? `${prefix}malformed`,
    detail: (part.detail ?? '').slice(0, longestDetail),
    ...(part.identifier !== undefined && { identifier: { type: 'dns', value: part.identifier.value } }),
  }));
  return {
    type: type ?? 'about:blank',
    detail: (detail ?? 'the CA gives no reason').slice(0, longestDetail),
    status: status ?? httpStatus ?? 400,
    ...(parts.length > 0 && { subproblems: parts }),
  };
}

/** What the frame or the gate refuses, in ACME's form. */
export function problemOfRefusal({ status, message }: DoorRefusal): ProblemDocument {
  const type =
    status === 429
      ? 'rateLimited'
      : status === 401 || status === 403
        ? 'unauthorized'
        : status >= 500
          ? 'serverInternal'
          : 'malformed';
  return document(type, message, status);
}

/** Seconds to wait, as a header; nothing where nobody said. */
export function retryAfterOf(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof DoorRefusal) return error.headers;
  if (!isFailure(error)) return {};
  if (error.retryAfterMs === undefined)
    return isFailure(error, 'LOCKED', 'STORE', 'ABORTED') ? { 'Retry-After': '10' } : {};
  return { 'Retry-After': String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))) };
}
