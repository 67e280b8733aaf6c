import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { createDaemonPass } from '../../core/application/daemon-pass.js';
import { openApplication } from '../../core/application/open-application.js';
import { createSharedLock } from '../../core/application/shared-lock.js';
import { tokens } from '../../core/application/tokens.js';
import type { Clock } from '../../core/clock/clock.js';
import { createRedactor } from '../../core/http/redact.js';
import { plainFingerprint } from '../../core/issuance/steps/issued-certificate.js';
import { createAuthority } from '../../core/rehearsal/authority.js';
import { toPem } from '../../core/rehearsal/issue-certificate.js';
import { runDaemon } from '../../core/scheduler/daemon.js';
import { silentLogger } from '../../core/sdk/logger.js';

/**
 * Run as a program with `--expose-gc`, a directory and numbers of passes: the daemon with a certificate that is never due and a clock that
 * jumps from pass to pass. Prints the heap after so many passes, as JSON.
 */
const [configDir = '', ...counts] = process.argv.slice(2);
const marks = counts.map(Number);
const last = Math.max(...marks);
const certificateName = 'idle.example.com';
const farAway = 365 * 24 * 3600;

let now = Date.now();
let passing: Promise<unknown> | undefined;
const clock: Clock = {
  now: () => now,
  /** No time goes by within a pass, or the watch over it would see it stand still for hours. */
  async sleep(ms, signal) {
    await nextTurn();
    if (passing !== undefined) await unlessAborted(passing, signal);
    signal?.throwIfAborted();
    now += ms;
  },
};
await writeFile(join(configDir, 'domains.conf'), `${certificateName}\n`);
const env = {
  LETSENCRYPT_CONFIG_DIR: configDir,
  LETSENCRYPT_SERVER: 'https://acme.invalid/directory',
  LEXICON_PROVIDER: 'cloudflare',
  LEXICON_CLOUDFLARE_AUTH_TOKEN: 'a token',
  CRON_TIME_STRING: '*/5 * * * * *',
  CERTS_USER_OWNER: `${process.getuid?.() ?? 0}`,
  CERTS_GROUP_OWNER: `${process.getgid?.() ?? 0}`,
  LOG_LEVEL: 'silent',
};
const application = await openApplication({ globals: {}, env, redactor: createRedactor() });
application.container.register(tokens.clock, { useValue: clock });
const realStore = application.container.resolve(tokens.store);
application.container.register(tokens.store, { useValue: { ...realStore, lease } });
const { store, memory } = application.container.resolve(tokens.passServices);
await saveCertificate();

const stop = new AbortController();
const pass = createDaemonPass(
  { ...application, reload },
  () => {},
  [],
  createSharedLock(() => lease('directory', { command: 'run' })),
);
const heap: number[] = [];
let passes = 0;
let idle = 0;
await runDaemon({
  clock,
  log: silentLogger,
  signal: stop.signal,
  watch: async () => async () => {},
  async pass(reasons, signal) {
    const whole = pass(reasons, signal);
    passing = whole.catch(() => {});
    const end = await whole;
    passing = undefined;
    passes += 1;
    if (end.wakeFor === 'schedule') idle += 1;
    if (marks.includes(passes)) heap.push(await settledHeap());
    if (passes >= last) stop.abort();
    return end;
  },
});
await application.close();
process.stdout.write(`${JSON.stringify({ passes, idle, heap })}\n`);

/** Waits for the end of a pass without a look at it in every turn, which would cost more than the pass. */
function unlessAborted(whole: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', resolve, { once: true });
    whole.finally(() => {
      signal.removeEventListener('abort', resolve);
      resolve(undefined);
    });
  });
}

/** The lock and the configuration cost more than all the rest of such a pass: one in twenty has them. */
function isFull(): boolean {
  return passes % 20 === 0;
}

async function lease(...asked: Parameters<typeof realStore.lease>) {
  return isFull() ? realStore.lease(...asked) : { lost: new AbortController().signal, release: async () => {} };
}

async function reload(signal?: AbortSignal) {
  return isFull() ? application.reload(signal) : application;
}

/** Bytes in use once what is garbage has gone: the least of some looks, since finalizers and closed files take their time. */
async function settledHeap(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round += 1) {
    globalThis.gc?.();
    await pause(10);
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

async function saveCertificate(): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const authority = await createAuthority({}, now);
  const profile = { description: '', lifetimeSeconds: farAway, commonName: true };
  const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })).buffer;
  const { der } = await authority.issue([certificateName], spki, profile, now);
  await store.save({
    name: certificateName,
    pem: {
      cert: toPem(der),
      chain: authority.intermediatePems[0],
      privkey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    },
    renewal: { server: env.LETSENCRYPT_SERVER, account: 'a'.repeat(32), keyType: 'ecdsa256' },
    owes: [],
    settles: [],
  });
  const lineage = await store.read(certificateName);
  const fingerprint = plainFingerprint(lineage?.certificate?.fingerprint ?? '');
  const [renewAt, askAgainAt] = [now + farAway * 500, now + 24 * 3600 * 1000 - 1];
  // The CA has been asked, so that no pass asks it.
  await memory.update(certificateName, () => ({
    renewal: { fingerprint, windowStart: renewAt, windowEnd: renewAt, renewAt, askAgainAt },
  }));
}
