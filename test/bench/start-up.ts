import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTempDir } from '../lab/index.js';
import { inTurns, type Sample } from './in-turns.js';
import { environmentFor, writeLineages } from './lineages.js';
import { measure } from './measure.js';
import type { BenchOptions } from './options.js';
import type { Subject } from './subject.js';

export interface StartUpResult extends Sample {
  readonly command: string;
  /** Times of this command to those of a Node that does nothing. */
  readonly wallRatio: number;
  readonly cpuRatio: number;
}

/** So many certificates are told of. */
const lineages = [1, 1000];
export const bareNode = 'node -e 0';

/** What it takes to be told something, beside a Node that does nothing. */
export async function measureStartUp(subject: Subject, { repeats }: BenchOptions): Promise<StartUpResult[]> {
  const directory = await createTempDir('bench-start-up');
  try {
    const { letsencryptDns, lexicon } = subject;
    const volumeOf = (count: number) => join(directory.path, `${count}`);
    for (const count of lineages) {
      await mkdir(volumeOf(count));
      await writeLineages(volumeOf(count), count);
      const env = environmentFor(volumeOf(count));
      // `status` finds what every pass leaves behind: the first one sets modes and owners, the second remembers the files.
      for (let pass = 0; pass < 2; pass += 1)
        await measure([process.execPath, letsencryptDns, 'sync'], { env, timeoutMs: 120_000 });
    }
    const env = environmentFor(directory.path);
    const tasks = [
      { name: bareNode, words: ['-e', '0'] },
      { name: 'letsencrypt-dns --help', words: [letsencryptDns, '--help'] },
      { name: 'lexicon --help', words: [lexicon, '--help'] },
      { name: 'lexicon ovh --help', words: [lexicon, 'ovh', '--help'] },
      ...lineages.map((count) => ({
        name: `letsencrypt-dns status, ${count} ${count === 1 ? 'certificate' : 'certificates'}`,
        words: [letsencryptDns, '--config-dir', volumeOf(count), 'status'],
      })),
    ];
    const found = await inTurns(tasks, { repeats, warmUp: true }, async ({ name, words }) => {
      const options = { env, cwd: directory.path, watchesMemory: false, timeoutMs: 60_000 };
      const measurement = await measure([process.execPath, ...words], options);
      if (measurement.code === 0) return measurement;
      throw new Error(`${name} ended with ${measurement.code}:\n${measurement.stderr.slice(-2000)}`);
    });
    const bare = found[0]?.sample;
    return found.map(({ task: { name }, sample }) => ({
      command: name,
      ...sample,
      wallRatio: sample.wallMs / (bare?.wallMs ?? Number.NaN),
      cpuRatio: sample.cpuMs / (bare?.cpuMs ?? Number.NaN),
    }));
  } finally {
    await directory.remove();
  }
}
