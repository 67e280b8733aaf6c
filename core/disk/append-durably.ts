import { closeSync, constants, fsyncSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { storageFailure } from './storage-failure.js';

/**
 * Appends text to a file by one write, durably; a file that is missing is made. The file stays the same one, so that it
 * may be mounted into a container by itself. @throws Failure STORE
 */
export function appendDurably(path: string, text: string): void {
  try {
    sync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, text);
    sync(dirname(path), constants.O_RDONLY);
  } catch (error) {
    throw storageFailure('append to', path, error);
  }
}

function sync(path: string, flags: number, text?: string): void {
  const file = openSync(path, flags, 0o644);
  try {
    if (text !== undefined) writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
