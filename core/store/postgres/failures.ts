import { Failure, isFailure } from '../../sdk/failure.js';

interface Explanation {
  readonly why: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

const rights = 'Give the role of LETSENCRYPT_STORE the rights that docs/scale.md names';
const untrusted: Explanation = {
  why: 'the certificate of the server is of no CA that is trusted here',
  hint: 'Name the file of its CA in LETSENCRYPT_STORE, as sslrootcert=/path/ca.pem',
  retryable: false,
};
const place = 'Check the host, the port and the server, and LETSENCRYPT_STORE';

/** By SQLSTATE, see the appendix "Error Codes" of PostgreSQL's manual, or by the system's code. */
const explanations: Readonly<Record<string, Explanation>> = {
  '28P01': {
    why: 'the role is unknown, or the password is refused',
    hint: 'Correct role and password in LETSENCRYPT_STORE',
    retryable: false,
  },
  'no encryption': {
    why: 'the server takes this role from here over TLS only, or not at all',
    hint: 'Add sslmode=verify-full and sslrootcert=/path/ca.pem to LETSENCRYPT_STORE, or see pg_hba.conf',
    retryable: false,
  },
  '28000': {
    why: 'the role may not connect',
    hint: 'Check the role in LETSENCRYPT_STORE, and pg_hba.conf',
    retryable: false,
  },
  '3D000': {
    why: 'there is no such database',
    hint: 'Create the database, or correct LETSENCRYPT_STORE',
    retryable: false,
  },
  '42501': { why: 'the role lacks a right', hint: rights, retryable: false },
  '42P01': { why: 'a table is missing', hint: 'Run letsencrypt-dns store schema, as a role that may create tables' },
  '53100': { why: 'the disk of the database is full', hint: 'Free some space on the volume of the database' },
  '53300': { why: 'it takes no more connections', hint: 'Raise max_connections, or put a pooler before it' },
  '55P03': { why: 'a row is locked by somebody else for too long', hint: 'See pg_stat_activity for what holds it' },
  '57014': { why: 'the statement took too long', hint: 'See what holds the database up' },
  '57P01': { why: 'the connection was ended by an administrator', hint: place },
  '57P02': { why: 'the server crashed', hint: place },
  '57P03': { why: 'the server is starting or stopping, or in recovery and lets nobody in', hint: place },
  '25006': {
    why: 'it takes no writes',
    hint: 'Name the primary in LETSENCRYPT_STORE, and see that default_transaction_read_only is off',
  },
  '25P03': { why: 'this process stood still in the midst of a write, which was undone', hint: 'It is tried again' },
  standby: { why: 'it is a stand-by that takes no writes', hint: 'Name the primary in LETSENCRYPT_STORE' },
  ECONNREFUSED: { why: 'nobody listens there', hint: place },
  ECONNRESET: { why: 'the connection was cut', hint: place },
  ENOTFOUND: { why: 'the host name does not exist', hint: place },
  EAI_AGAIN: { why: 'the host name cannot be looked up', hint: place },
  ETIMEDOUT: { why: 'it does not answer', hint: place },
  ...Object.fromEntries(
    [
      'CERT_SIGNATURE_FAILURE',
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ].map((code) => [code, untrusted]),
  ),
  CERT_HAS_EXPIRED: { why: 'the certificate of the server has expired', hint: 'Renew it on the database server' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    why: 'the certificate of the server does not name this host',
    hint: 'Write the host in LETSENCRYPT_STORE as the certificate names it',
    retryable: false,
  },
  EHOSTUNREACH: { why: 'there is no way to the host', hint: place },
};

/** How soon it is worth looking for the store again that was away, in milliseconds. */
const awayMs = 10_000;

/** States after which another connection, or another server, may do what this one could not. */
const lost = new Set([
  '57P01',
  '57P02',
  '57P03',
  '25006',
  '25P03',
  'standby',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  'EPIPE',
]);

/** Statements that took too long, as while somebody has a table for himself. */
const held = new Set(['55P03', '57014']);

/** What the database undoes because of another transaction: serialization failures and deadlocks. */
const undone = new Set(['40001', '40P01']);

/** Whether nothing has been done, and the same may be done again. */
export function isUndone(error: unknown): boolean {
  return isFailure(error) && undone.has(error.serviceCode ?? '');
}

/** What a server is refused for that takes no writes: none of them may be in the URL. */
export function readOnly(isStandby: boolean): Error {
  return Object.assign(new Error('it takes no writes'), { code: isStandby ? 'standby' : '25006' });
}

export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the connection is gone, rather than a statement refused. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return lost.has(code) || explanations[code]?.hint === place;
  return clientExplanation(error) !== undefined;
}

/** A file of CA, certificate or key that the URL names. */
function fileExplanation(error: unknown): Explanation | undefined {
  if (!(error instanceof Error) || !('path' in error) || !('syscall' in error)) return undefined;
  return {
    why: `the file ${error.path} cannot be read`,
    hint: 'Correct sslrootcert, sslcert or sslkey in LETSENCRYPT_STORE',
    retryable: false,
  };
}

/** The client's own errors have no code. */
function clientExplanation(error: unknown): Explanation | undefined {
  if (!(error instanceof Error) || codeOf(error) !== undefined) return undefined;
  if (/timeout/i.test(error.message)) return { why: 'it does not answer', hint: place };
  if (/does not support SSL/i.test(error.message)) {
    return {
      why: 'the server speaks no TLS',
      hint: 'Switch ssl on in the server, or correct sslmode',
      retryable: false,
    };
  }
  if (/connection|terminated|not queryable/i.test(error.message)) return { why: 'the connection was cut', hint: place };
  return undefined;
}

/** The same state with other words is another thing to do. */
function explanationOf(code: string, error: unknown): Explanation | undefined {
  const isPlain = code === '28000' && error instanceof Error && /no encryption|SSL off/.test(error.message);
  return explanations[isPlain ? 'no encryption' : code] ?? fileExplanation(error);
}

/** @param where host, port and database: never the URL, which holds the password */
export function storeFailure(error: unknown, where: string): Failure {
  if (isFailure(error)) return error;
  const code = codeOf(error);
  const known = code === undefined ? clientExplanation(error) : explanationOf(code, error);
  const why = known?.why ?? (error instanceof Error ? error.message : String(error));
  return new Failure('STORE', `the store on PostgreSQL cannot be used: ${why}`, {
    place: where,
    hint: known?.hint ?? 'See the log of the PostgreSQL server',
    ...(known?.retryable !== undefined && { retryable: known.retryable }),
    ...(code !== undefined && { serviceCode: code }),
    ...((isConnectionLost(error) || held.has(code ?? '')) && { retryAfterMs: awayMs }),
  });
}
