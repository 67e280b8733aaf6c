import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRsaKey } from './new-key.js';
import { onceARun } from './once-a-run.js';

let made: Promise<KeyObject> | undefined;

/** An RSA key of 2048 bits for tests to which one is as good as another: to make one takes a third of a second. */
export function rsaKey(): Promise<KeyObject> {
  made ??= readOrMake();
  return made;
}

async function readOrMake(): Promise<KeyObject> {
  const fileIn = (folder: string) => join(folder, 'key.pem');
  const folder = await onceARun('rsa-key', async (empty) => {
    writeFileSync(fileIn(empty), newRsaKey().export({ type: 'pkcs8', format: 'pem' }));
  });
  return folder === undefined ? newRsaKey() : createPrivateKey(readFileSync(fileIn(folder)));
}
