import { createHmac, randomBytes } from 'node:crypto';
import type { DesiredCertificate, DesiredState } from '../../config/desired-state.js';
import { asObject, asString, type Parser } from '../../disk/parse-json.js';
import type { StateStore } from '../../store/facts/state-file.js';

/**
 * Tells whether anything that matters to a certificate has changed: itself, without its place in the file, and the
 * accounts it may use.
 */
export type Fingerprint = (certificate: DesiredCertificate, state: Accounts) => string;

type Accounts = Pick<DesiredState, 'profiles' | 'settings'>;

/** What stands before a fingerprint: earlier ones were digests of secrets without a key, and are forgotten. */
const mark = 'hmac:';

/** @param key without it nobody can try what a fingerprint was made of: there are passphrases in it. Left out: one of its own */
export function createFingerprint(key?: string): Fingerprint {
  let ownKey = key;
  /** A pass asks before an order, and again when the certificate is there. */
  const made = new WeakMap<DesiredCertificate, { readonly of: Accounts; readonly fingerprint: string }>();

  function make(certificate: DesiredCertificate, state: Accounts): string {
    const { source: _source, continues: _continues, ...own } = certificate;
    const { eab, resolvers, proxy, caBundle } = state.settings;
    const profiles = certificate.profile === undefined ? state.profiles : state.profiles[certificate.profile];
    const text = JSON.stringify([own, profiles, eab, resolvers, proxy, caBundle]);
    // Made when it is wanted: most plans want none.
    ownKey ??= randomKey();
    return mark + createHmac('sha256', ownKey).update(text).digest('base64url');
  }

  return (certificate, state) => {
    const known = made.get(certificate);
    if (known?.of.profiles === state.profiles && known.of.settings === state.settings) return known.fingerprint;
    const fingerprint = make(certificate, state);
    made.set(certificate, { of: state, fingerprint });
    return fingerprint;
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
  return createFingerprint((await state.read(stateKey, parseKept))?.key);
}

/** The same, and its key is kept; for the holder of the lock. @throws Failure STORE */
export async function keepFingerprint(state: StateStore): Promise<Fingerprint> {
  const { key } = await state.update(stateKey, parseKept, (kept) => kept ?? { key: randomKey() });
  return createFingerprint(key);
}

/**
 * Tells a whole configuration from any other one, but for the lines on which certificates stand; undefined where there is no key yet.
 * @param surroundings what else decides, such as the version of this program
 * @throws Failure STORE
 */
export async function wholeFingerprint(
  store: StateStore,
  { certificates, ...rest }: DesiredState,
  surroundings: readonly string[],
): Promise<string | undefined> {
  const kept = await store.read(stateKey, parseKept);
  if (kept === undefined) return undefined;
  const hmac = createHmac('sha256', kept.key);
  hmac.update(JSON.stringify([surroundings, rest]));
  // In pieces: the text of a hundred thousand would be large.
  for (let from = 0; from < certificates.length; from += pieceLength) {
    const piece = certificates.slice(from, from + pieceLength);
    hmac.update(JSON.stringify(piece.map(({ source, ...own }) => ({ ...own, source: source.file }))));
  }
  return mark + hmac.digest('base64url');
}

const pieceLength = 500;

function randomKey(): string {
  return randomBytes(32).toString('base64url');
}
