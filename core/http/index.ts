export { currentSignal, withSignal } from './ambient-signal.js';
export { createHttpClient } from './client.js';
export { createDispatcher, type Dispatcher } from './dispatcher.js';
export { type ExchangedAnswer, exchange, neverSent } from './exchange.js';
export { parseRetryAfter } from './explain.js';
export { createRedactor, placeOf, type Redactor } from './redact.js';
