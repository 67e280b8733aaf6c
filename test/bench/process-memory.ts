import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of a process and its descendants, in bytes (Linux). Those that end meanwhile count as nothing. */
export function memoryOfTree(pid: number): number {
  let sum = residentMemory(pid);
  for (const child of childrenOf(pid)) sum += memoryOfTree(child);
  return sum;
}

/** In bytes; 0 where there is no such process. */
export function residentMemory(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readOrEmpty(`/proc/${pid}/status`));
  return Number(match?.[1] ?? 0) * 1024;
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readOrEmpty(`/proc/${pid}/task/${thread}/children`)
        .split(' ')
        .filter((text) => text !== '')
        .map(Number),
    );
  } catch {
    // It has ended.
    return [];
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}
