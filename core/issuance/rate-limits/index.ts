export { type Charge, chargesOf, courtesyOf, howMany } from './limits.js';
export { noRateLimits } from './no-rate-limits.js';
export { openQueue, type Queue } from './queue.js';
export { createRateLimits, type RateLimits, type Standing } from './rate-limits.js';
export { waitForOrder } from './wait-for-order.js';
