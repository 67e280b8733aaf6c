/** The built-in DNS server: authoritative, for the TXT records of challenges only. */
export { type AnswerContext, type AnswerSettings, answerQuery, udpPayload } from './answer-query.js';
export { createRateLimiter, type RateLimiter, type RateLimitSettings } from './rate-limit.js';
export { createRecordTable, type Lookup, type RecordTable } from './record-table.js';
export { type ListenAddress, type Responder, type ResponderOptions, startResponder } from './start-responder.js';
export { startTxtServer } from './start-txt-server.js';
export type { TcpLimits } from './tcp-listener.js';
export { framed } from './tcp-messages.js';
