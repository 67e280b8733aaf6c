import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../../../faults/stage.js';
import { type RunningCli, spawnCli, waitFor } from '../../../lab/index.js';

/** A daemon with a configuration directory and a deploy hook of its own. */
export interface Instance {
  readonly volume: string;
  readonly running: RunningCli;
}

export interface ThreeInstances {
  readonly all: readonly Instance[];
  readonly names: readonly string[];
  /** Milliseconds since the epoch at which it has become the one that does the passes; undefined: it has not. */
  ledSince(instance: Instance): number | undefined;
  /** The one that does the passes, once it is at work and has issued some. */
  leaderAtWork(issued: number): Promise<Instance>;
  /** Starts one anew that has ended. */
  startAgain(instance: Instance): Promise<Instance>;
  hasAll(instance: Instance): boolean;
  /** Names of the certificates that the hook of an instance was run for, sorted; as often as it was. */
  steps(instance: Instance): string[];
  end(): Promise<void>;
}

export const patience = { timeoutMs: 20 * 60_000, everyMs: 100 };

/** Three daemons over one database that want so many certificates. */
export async function startThree(stage: Stage, url: string, label: string, count: number): Promise<ThreeInstances> {
  const names = Array.from({ length: count }, (_, index) => `n${index}.example.com`).sort();
  const key = randomBytes(32).toString('base64');
  const everyone: Instance[] = [];

  async function spawn(volume: string): Promise<Instance> {
    const environment = stage.environment(volume);
    const env = {
      ...environment,
      LETSENCRYPT_STORE: url,
      LETSENCRYPT_STORE_KEY: key,
      DEPLOY_HOOK: join(volume, 'hook.sh'),
    };
    const instance = { volume, running: await spawnCli(['run'], { env }) };
    everyone.push(instance);
    return instance;
  }

  async function start(each: string): Promise<Instance> {
    const volume = await stage.volume(`${label}-${each}`);
    const script = `#!/bin/sh\necho "$RENEWED_DOMAINS" >> ${volume}/hooked\n`;
    await writeFile(join(volume, 'hook.sh'), script, { mode: 0o755 });
    await writeFile(join(volume, 'domains.conf'), names.map((name) => `${name}\n`).join(''));
    return spawn(volume);
  }

  function events({ running }: Instance, event: string): { readonly time: number }[] {
    const lines = running
      .stderr()
      .split('\n')
      .filter((line) => line.includes(`"event":"${event}"`));
    return lines.map((line) => ({ time: Date.parse((JSON.parse(line) as { time: string }).time) }));
  }

  const all: Instance[] = [];
  for (const each of ['a', 'b', 'c']) all.push(await start(each));
  const ledSince = (instance: Instance) => events(instance, 'leader.begun').at(-1)?.time;
  const isAtWork = (instance: Instance, issued: number) =>
    ledSince(instance) !== undefined &&
    events(instance, 'certificate.started').length > 0 &&
    events(instance, 'certificate.done').length >= issued;
  return {
    all,
    names,
    ledSince,
    leaderAtWork: (issued) =>
      waitFor('a leader at work', async () => all.find((instance) => isAtWork(instance, issued)), patience),
    startAgain: ({ volume }) => spawn(volume),
    hasAll: ({ volume }) => names.every((name) => existsSync(join(volume, 'live', name, 'fullchain.pem'))),
    steps: ({ volume }) =>
      existsSync(join(volume, 'hooked')) ? readFileSync(join(volume, 'hooked'), 'utf8').trim().split('\n').sort() : [],
    async end() {
      for (const { running } of everyone) {
        running.kill('SIGCONT');
        running.kill('SIGKILL');
        await running.exited;
      }
    },
  };
}
