import { createHmac, randomBytes } from 'node:crypto';
import type { DesiredCertificate, DesiredState } from '../../config/desired-state.js';
import { asObject, asString, type Parser, type StateStore } from '../../store/index.js';

/**
 * Tells whether anything that matters to a certificate has changed: itself, without its place in the file, and the
 * accounts it may use.
 */
export type Fingerprint = (
  certificate: DesiredCertificate,
  state: Pick<DesiredState, 'profiles' | 'settings'>,
) => string;

/** What stands before a fingerprint: earlier ones were digests of secrets without a key, and are forgotten. */
const mark = 'hmac:';

/** @param key without it nobody can try what a fingerprint was made of: there are passphrases in it */
export function createFingerprint(key: string): Fingerprint {
  return (certificate, state) => {
    const { source: _source, continues: _continues, ...own } = certificate;
    const { eab, resolvers, proxy, caBundle } = state.settings;
    const profiles = certificate.profile === undefined ? state.profiles : state.profiles[certificate.profile];
    const text = JSON.stringify([own, profiles, eab, resolvers, proxy, caBundle]);
    return mark + createHmac('sha256', key).update(text).digest('base64url');
  };
}

/** Whether a remembered text is a fingerprint made with a key. */
export function isFingerprint(text: unknown): text is string {
  return typeof text === 'string' && text.startsWith(mark);
}

const stateKey = 'fingerprint-key';

const parseKept: Parser<{ readonly key: string }> = (value) => {
  const key = asString(asObject(value)?.key);
  return key === undefined ? undefined : { key };
};

/**
 * The fingerprint of this configuration directory. Its key is random and lies in a file of its own that only the owner
 * may read; where there is none yet, nothing is remembered under it, and one is made that lasts for this process.
 * @throws Failure STORE
 */
export async function readFingerprint(state: StateStore): Promise<Fingerprint> {
  return createFingerprint((await state.read(stateKey, parseKept))?.key ?? randomKey());
}

/** The same, and its key is kept; for the holder of the lock. @throws Failure STORE */
export async function keepFingerprint(state: StateStore): Promise<Fingerprint> {
  const { key } = await state.update(stateKey, parseKept, (kept) => kept ?? { key: randomKey() });
  return createFingerprint(key);
}

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}
