/** What an ACME server speaks, whoever decides about names and signs (RFC 8555, RFC 9773): no state but the nonces. */
export { type AccountKey, importKey, thumbprintOf } from './account-key.js';
export {
  type AuthorizationStatus,
  accountDocument,
  authorizationDocument,
  challengeDocument,
  isoTime,
  type OrderStatus,
  orderDocument,
} from './documents.js';
export { verifyBinding, verifyByTable } from './external-account.js';
export type { Reply, SignedRequest } from './handling.js';
export type { JwsRules } from './jws.js';
export { verifyKeyChange } from './key-change.js';
export { createNoncePool, type NoncePool } from './nonces.js';
export { fromBase64url, parseAs } from './parse.js';
export { Problem, type ProblemDocument, toProblem } from './problem.js';
export {
  AccountUpdate,
  ChallengeResponse,
  checkedContacts,
  checkReason,
  Deactivation,
  Finalization,
  NewAccount,
  NewOrder,
  namesOfOrder,
  Revocation,
} from './requests.js';
export { readSigned } from './signed-request.js';
