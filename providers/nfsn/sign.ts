import { createHash, randomBytes } from 'node:crypto';

interface Signing {
  readonly login: string;
  readonly key: string;
  /** In seconds since the epoch. */
  readonly timestamp: number;
  /** Sixteen letters and digits. */
  readonly salt: string;
  /** The path of the request. */
  readonly path: string;
  readonly body: string;
}

/** Value of X-NFSN-Authentication. https://members.nearlyfreespeech.net/wiki/API/Introduction */
export function authentication({ login, key, timestamp, salt, path, body }: Signing): string {
  const hash = sha1([login, timestamp, salt, key, path, sha1(body)].join(';'));
  return [login, timestamp, salt, hash].join(';');
}

export function newSalt(): string {
  return randomBytes(8).toString('hex');
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
