import { writeFileSync } from 'node:fs';

/**
 * The one place that every effect on the disk, every request and every statement to a database passes through, so that
 * a test can kill the program just before any of them, or have the disk refuse it. Without the variables below it only
 * counts.
 *
 * - `LETSENCRYPT_DNS_TEST_KILL_AT=<n>`: the process kills itself (SIGKILL) just before its n-th effect, counted from 1;
 *   `<n>:SIGSTOP`: it stands still there, until somebody lets it go on.
 * - `LETSENCRYPT_DNS_TEST_FAIL_AT=<n>:EIO`: the n-th effect on the disk fails with this code; `<n>+:EROFS`: each from
 *   the n-th on does. Only effects on the disk count here.
 * - `LETSENCRYPT_DNS_TEST_COUNT_FILE=<path>`: how many effects there were, and how many of them on the disk, is written
 *   there on exit, a line each.
 */
const [killAt = '', killSignal = 'SIGKILL'] = (process.env.LETSENCRYPT_DNS_TEST_KILL_AT ?? '').split(':');
const endAt = killAt === '' ? Number.NaN : Number(killAt);
const countFile = process.env.LETSENCRYPT_DNS_TEST_COUNT_FILE;
let refusal = parseRefusal(process.env.LETSENCRYPT_DNS_TEST_FAIL_AT);
let count = 0;
let diskCount = 0;

if (countFile !== undefined) {
  process.on('exit', () => writeFileSync(countFile, `${count}\n${diskCount}\n`));
}

/** Announces an effect. `name` is for people who read a trace; it never holds a secret. */
export function effect(_name: string): void {
  count += 1;
  if (count === endAt) process.kill(process.pid, killSignal);
}

/** Announces an effect on the disk, within what explains the system's errors. @throws what a test asked for */
export function diskEffect(name: string): void {
  effect(name);
  diskCount += 1;
  if (refusal === null) return;
  const [, at = '', more, code = ''] = refusal;
  if (diskCount !== Number(at) && !(more === '+' && diskCount > Number(at))) return;
  throw Object.assign(new Error(`${code}: refused by a test, ${name}`), { code });
}

function parseRefusal(text: string | undefined): RegExpExecArray | null {
  return text === undefined ? null : /^(\d+)(\+?):([A-Z]+)$/.exec(text);
}

/** The same as `LETSENCRYPT_DNS_TEST_FAIL_AT` for a test in this process, counted from now on; undefined: no more. */
export function refuseDiskEffects(text: string | undefined): void {
  refusal = parseRefusal(text);
  diskCount = 0;
}

/** How many effects on the disk there were since then. */
export function diskEffectCount(): number {
  return diskCount;
}

/** How many effects this process has announced. */
export function effectCount(): number {
  return count;
}
