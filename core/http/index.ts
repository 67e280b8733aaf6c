export { currentSignal, withSignal } from './ambient-signal.js';
export { createHttpClient, type HttpClientOptions } from './client.js';
export { createDispatcher, type Dispatcher, type DispatcherOptions, type ResponseBody } from './dispatcher.js';
export { destinationOf, type ExchangedAnswer, exchange, neverSent } from './exchange.js';
export { findMessage, parseRetryAfter } from './explain.js';
export { createRateLimiter, type RateLimiter } from './rate-limiter.js';
export { createRedactor, placeOf, type Redactor } from './redact.js';
export { defaultRetryPolicy, type RetryPolicy, retrying } from './retry.js';
export { type RawResponse, sendOnce } from './transport.js';
