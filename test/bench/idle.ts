import { createTempDir } from '../lab/index.js';
import { environmentFor, writeLineages } from './lineages.js';
import { memoryAtRest } from './memory-at-rest.js';
import { middle } from './middle.js';
import type { BenchOptions } from './options.js';
import type { Subject } from './subject.js';

export interface IdleResult {
  readonly program: string;
  readonly memoryMiB: number;
  /** To that of a Node that waits. */
  readonly ratio: number;
  /** Started otherwise than image and unit start it: no target is meant for that. */
  readonly isComparison?: true;
}

/** Each takes some seconds. */
const mostRepeats = 3;
const counts = [1, 1000, 10_000] as const;
/** As the image and the unit of systemd start the daemon, and without. */
const ways = [
  { flags: ['--max-semi-space-size=1'], note: '' },
  { flags: [], note: ', with the young generation of Node', isComparison: true },
] as const;
const bareScript = 'setInterval(()=>{},1e9)';

interface Program {
  readonly name: string;
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly line?: string;
  readonly isComparison?: true;
}

/** Resident memory of the daemon between passes, beside a Node that waits. */
export async function measureIdle({ letsencryptDns }: Subject, { repeats }: BenchOptions): Promise<IdleResult[]> {
  const directories = await Promise.all(counts.map(() => createTempDir('bench-idle')));
  try {
    const programs: Program[] = [{ name: `node -e '${bareScript}'`, words: ['-e', bareScript], env: {} }];
    for (const [index, count] of counts.entries()) {
      const path = directories[index]?.path ?? '';
      await writeLineages(path, count);
      const name = `letsencrypt-dns run, ${count} ${count === 1 ? 'certificate' : 'certificates'}`;
      const line = '"event":"pass.ended"';
      const env = { ...environmentFor(path), LOG_LEVEL: 'info' };
      for (const { flags, note, ...way } of ways)
        programs.push({ ...way, name: `${name}${note}`, words: [...flags, letsencryptDns, 'run'], env, line });
    }
    const found = programs.map((): number[] => []);
    // The first round fills caches and does not count.
    for (let round = 0; round <= Math.min(repeats, mostRepeats); round += 1) {
      for (const [index, { words, ...options }] of programs.entries()) {
        const limits = { restMs: 3000, timeoutMs: 120_000 };
        const memory = await memoryAtRest([process.execPath, ...words], { ...options, ...limits });
        if (round > 0) found[index]?.push(memory);
      }
    }
    const memories = found.map(middle);
    return programs.map(({ name, isComparison }, index) => {
      const memoryMiB = memories[index] ?? Number.NaN;
      const ratio = memoryMiB / (memories[0] ?? Number.NaN);
      return { program: name, memoryMiB, ratio, ...(isComparison && { isComparison }) };
    });
  } finally {
    await Promise.all(directories.map((directory) => directory.remove()));
  }
}
