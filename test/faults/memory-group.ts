import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A control group whose processes share a memory limit, swap not counted. */
export interface MemoryGroup {
  /** The file that takes the pids of those who enter. */
  readonly entrance: string;
  /** Once the last has left. */
  remove(): void;
}

/** Of either version of the kernel's control groups; undefined where this user may make none. */
export function makeMemoryGroup(bytes: number): MemoryGroup | undefined {
  const name = `letsencrypt-dns-test-${process.pid}`;
  for (const [root, file] of [
    ['/sys/fs/cgroup/memory', 'memory.limit_in_bytes'],
    ['/sys/fs/cgroup', 'memory.max'],
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
      return { entrance: join(directory, 'cgroup.procs'), remove };
    }
    remove();
  }
  return undefined;
}
