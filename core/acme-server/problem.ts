/** The error types of RFC 8555 section 6.7, RFC 9773 and the profiles extension, with their usual status. */
const statuses = {
  accountDoesNotExist: 400,
  alreadyReplaced: 409,
  alreadyRevoked: 400,
  badCSR: 400,
  badNonce: 400,
  badPublicKey: 400,
  badRevocationReason: 400,
  badSignatureAlgorithm: 400,
  dns: 400,
  connection: 400,
  externalAccountRequired: 403,
  incorrectResponse: 403,
  invalidContact: 400,
  invalidProfile: 400,
  malformed: 400,
  orderNotReady: 403,
  rateLimited: 429,
  rejectedIdentifier: 400,
  serverInternal: 500,
  unauthorized: 403,
  unsupportedContact: 400,
  unsupportedIdentifier: 400,
  userActionRequired: 403,
} as const;

export type ProblemType = keyof typeof statuses;

export interface ProblemDocument {
  readonly type: string;
  readonly detail: string;
  readonly status: number;
  readonly [member: string]: unknown;
}

/** An error that the client is told as a problem document (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly document: ProblemDocument;

  constructor(type: ProblemType, detail: string, more: Readonly<Record<string, unknown>> & { status?: number } = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = more.status ?? statuses[type];
    this.document = { type: `urn:ietf:params:acme:error:${type}`, detail, ...more, status: this.status };
  }
}

/** Whatever was thrown, as a problem; what nobody foresaw is the server's own fault. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem('serverInternal', error instanceof Error ? error.message : String(error));
}
