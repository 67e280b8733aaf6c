export { failedValidations, letsEncryptLimits, type PlannedOrder } from './limits.js';
export { createRateLimits, type RateLimits, type ValidationTicket } from './rate-limits.js';
