import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group whose processes share a memory limit, swap not counted. */
export interface MemoryGroup {
  /** The file that takes the pids of those who enter. */
  readonly entrance: string;
  /** The most that all of them had at once, in bytes, with the pages of files that the kernel kept for them. */
  peak(): number;
  /** How many the kernel has killed for want of memory. */
  kills(): number;
  /** Once the last has left. */
  remove(): void;
}

/** Of either version of the kernel's control groups; undefined where this user may make none. */
export function makeMemoryGroup(bytes: number): MemoryGroup | undefined {
  const name = `letsencrypt-dns-test-${process.pid}`;
  for (const [root, file, peak, events] of [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes', 'memory.max_usage_in_bytes', 'memory.oom_control'],
    ['/sys/fs/cgroup', 'memory.max', 'memory.peak', 'memory.events'],
  ] as const) {
    const directory = join(root, name);
    try {
      mkdirSync(directory);
    } catch {
      continue;
    }
    const remove = () => rmdirSync(directory);
    if (existsSync(join(directory, file))) {
      writeFileSync(join(directory, file), `${bytes}`);
      const read = (name: string) => readFileSync(join(directory, name), 'utf8');
      return {
        entrance: join(directory, 'cgroup.procs'),
        peak: () => Number(read(peak)),
        kills: () => Number(/^oom_kill (\d+)$/m.exec(read(events))?.[1] ?? Number.NaN),
        remove,
      };
    }
    remove();
  }
  return undefined;
}
