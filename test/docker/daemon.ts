import { after } from 'node:test';
import { type Dockerd, startDockerd } from '../lab/index.js';

let starting: Promise<Dockerd> | undefined;

/** One daemon for all tests of a process, with the image of the lab. */
export function daemon(): Promise<Dockerd> {
  starting ??= startDockerd({ tcp: true }).then(async (docker) => {
    await docker.importBusybox();
    return docker;
  });
  return starting;
}

after(async () => (await starting)?.stop());
