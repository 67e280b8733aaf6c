import { stat } from 'node:fs/promises';
import { zoneLeases } from '../../application/zone-leases.js';
import { createZoneLock, type ZoneLock } from '../../dns/zone-lock.js';
import type { Logger } from '../../sdk/logger.js';
import { createLayout } from '../../store/layout.js';

/**
 * The lock on zones of whoever keeps certificates on this host, so that neither overwrites what the other one writes.
 * There is none where no pass ever ran on the directory, or belongs to another user: what is made in it by root could not be
 * touched by a daemon of its own user. A store in a database is not asked: that takes its credentials, which a command
 * for records has no need of.
 * @param directories where certificates may be kept, the likeliest first
 */
export async function lockZones(directories: readonly string[], log: Logger): Promise<ZoneLock | undefined> {
  for (const configDir of directories) {
    if (!(await isOurs(createLayout(configDir).lock))) continue;
    const { createFileStore } = await import('../../store/file-store.js');
    return createZoneLock(zoneLeases(createFileStore({ configDir, log }), log));
  }
  return undefined;
}

async function isOurs(directory: string): Promise<boolean> {
  try {
    const { uid } = await stat(directory);
    return uid === process.getuid?.();
  } catch {
    // It is not there, or not to be looked at: nothing of it concerns this command.
    return false;
  }
}
