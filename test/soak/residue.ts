import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process holds when its work is done. */
export interface Residue {
  readonly heapMiB: number;
  readonly descriptors: number;
  /** Timers, sockets and requests that keep the process alive. */
  readonly handles: number;
  /** Of the process itself, signals among them. */
  readonly listeners: number;
}

/** After what is over has been closed and collected. Connections that are kept for the next request end within seconds. */
export async function residue(): Promise<Residue> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  let found = look(collect);
  for (let tries = 0; tries < 20; tries += 1) {
    await pause(250);
    const next = look(collect);
    const isStill = next.descriptors >= found.descriptors && next.handles >= found.handles;
    found = next;
    if (isStill && tries >= 4) break;
  }
  return found;
}

function look(collect: () => void): Residue {
  collect();
  return {
    heapMiB: Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10,
    descriptors: readdirSync('/proc/self/fd').length,
    handles: process.getActiveResourcesInfo().length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}
