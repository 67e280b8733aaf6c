import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RehearsalCa, startRehearsalCa } from '../../core/rehearsal/index.js';
import type { RehearsalOptions } from '../../core/rehearsal/options.js';
import { createTempDir } from '../lab/temp-dir.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { createWorld, type World, type WorldOptions } from './world.js';

/** A world with the rehearsal CA, which knows renewal information and profiles and lives by the world's clock. */
export async function createRehearsal(
  options: WorldOptions = {},
  ca: Partial<RehearsalOptions> = {},
): Promise<World & { readonly ca: RehearsalCa }> {
  let started: RehearsalCa | undefined;
  const clock = options.clock ?? createFakeClock();
  const world = await createWorld(
    async (resolver) => {
      started = await startCa(resolver, clock, ca);
      return fileOf(started);
    },
    { ...options, clock },
  );
  if (started === undefined) throw new Error('the CA was not started');
  return { ...world, ca: started };
}

export function startCa(
  resolver: string,
  clock: FakeClock,
  options: Partial<RehearsalOptions> = {},
): Promise<RehearsalCa> {
  return startRehearsalCa({ resolver, now: clock.now, ...options });
}

/** As a world wants it: with its root in a file. */
export async function fileOf(ca: RehearsalCa) {
  const directory = await createTempDir('rehearsal');
  const caBundle = join(directory.path, 'ca.pem');
  await writeFile(caBundle, ca.caPem);
  return {
    directoryUrl: ca.directoryUrl,
    caBundle,
    async stop() {
      await ca.close();
      await directory.remove();
    },
  };
}
