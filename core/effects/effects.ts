import { writeFileSync } from 'node:fs';

/**
 * The one place that every effect on the disk and every request passes through, so that a test can kill the program just before any of them.
 * Without the two variables below it only counts.
 *
 * - `LETSENCRYPT_DNS_TEST_KILL_AT=<n>`: the process kills itself (SIGKILL) just before its n-th effect, counted from 1.
 * - `LETSENCRYPT_DNS_TEST_COUNT_FILE=<path>`: how many effects there were is written there on exit.
 */
const killAt = Number(process.env.LETSENCRYPT_DNS_TEST_KILL_AT ?? Number.NaN);
const countFile = process.env.LETSENCRYPT_DNS_TEST_COUNT_FILE;
let count = 0;

if (countFile !== undefined) {
  process.on('exit', () => writeFileSync(countFile, `${count}\n`));
}

/** Announces an effect. `name` is for people who read a trace; it never holds a secret. */
export function effect(_name: string): void {
  count += 1;
  if (count === killAt) process.kill(process.pid, 'SIGKILL');
}

/** How many effects this process has announced. */
export function effectCount(): number {
  return count;
}
