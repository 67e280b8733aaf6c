/** What tells of certificates from disk alone; the bundle has both in one file, as they differ by some lines. */
export { healthCommand } from './health.js';
export { statusCommand } from './status.js';
