import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../core/sdk/index.js';

const place = '--auth-api-key';

/**
 * The key from what the user gave: PEM text (PKCS #1 or PKCS #8; `\n` may stand for line breaks, as environment files
 * have it), or the path of a file.
 * @throws Failure CONFIG where there is no readable RSA key
 */
export async function readPrivateKey(textOrPath: string): Promise<KeyObject> {
  const pem = textOrPath.includes('PRIVATE KEY') ? textOrPath.replaceAll('\\n', '\n') : await readText(textOrPath);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch (error) {
    throw unusable('cannot be read', error);
  }
  throw unusable('is not an RSA key');
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path.trim(), 'utf8');
  } catch (error) {
    throw unusable(`is neither PEM text nor a readable file (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Without the cause where it could show the value: a key given by mistake as a path is a secret still. */
function unusable(why: string, cause?: unknown): Failure {
  return new Failure('CONFIG', `the private key of TransIP ${why}`, {
    place,
    cause,
    hint: 'Give the text of the private key that the TransIP control panel made, or the path of its file',
  });
}
