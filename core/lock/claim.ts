import { randomBytes } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { asInteger, asObject, asString } from '../disk/parse-json.js';

/**
 * What a process says of itself in its claim on a configuration directory: for people who meet the lock, and for
 * processes that must find out whether it still lives.
 */
export interface LockClaim {
  /** Never used twice: a dead claim can be removed by its name without hitting a new one. */
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  readonly command: string;
  /** ISO 8601. */
  readonly since: string;
  /** Name of its listening socket in the lock directory; undefined where the file system takes none. */
  readonly socket: string | undefined;
  /** Of the kernel: two hosts, or one before and after a restart, differ. */
  readonly bootId: string | undefined;
  /** Of the installation: it outlives a restart. Copies of a machine may share it, as they may share a name. See machine-id(5). */
  readonly machineId: string | undefined;
  /** Of the pid namespace: in two containers, pid 1 is not pid 1. */
  readonly pidNamespace: string | undefined;
  /** Of the process, in clock ticks since boot: a pid that was given out again differs. */
  readonly startTime: string | undefined;
}

async function factOfKernel(read: () => Promise<string>): Promise<string | undefined> {
  try {
    return (await read()).trim();
  } catch {
    // No /proc (another system, a hardened container): the fact is unknown, and the other ways to judge remain.
    return undefined;
  }
}

/** When a process started, in ticks since boot; undefined where there is no such process or no /proc. See proc(5). */
export async function processStartTime(pid: number | 'self'): Promise<string | undefined> {
  const line = await factOfKernel(() => readFile(`/proc/${pid}/stat`, 'utf8'));
  // The command's name, in parentheses, may hold blanks and parentheses itself: count from the last one.
  const fields = line?.slice(line.lastIndexOf(')') + 2).split(' ');
  return fields?.[19];
}

/** What holds for all claims of this process: its kernel and its namespace. */
export async function readProcessFacts(): Promise<
  Pick<LockClaim, 'bootId' | 'machineId' | 'pidNamespace' | 'startTime'>
> {
  return {
    // Containers often have none, or an empty one.
    machineId: (await factOfKernel(() => readFile('/etc/machine-id', 'utf8'))) || undefined,
    bootId: await factOfKernel(() => readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    pidNamespace: await factOfKernel(() => readlink('/proc/self/ns/pid')),
    startTime: await processStartTime('self'),
  };
}

/** A fresh claim of this process. */
export async function makeClaim(command: string, token: string, socket: string | undefined): Promise<LockClaim> {
  const since = new Date().toISOString();
  return { token, pid: process.pid, host: hostname(), command, since, socket, ...(await readProcessFacts()) };
}

/** A name for a claim that no other ever had. */
export function makeToken(): string {
  return randomBytes(8).toString('hex');
}

/** Checks what another process wrote. */
export function parseClaim(value: unknown): LockClaim | undefined {
  const fields = asObject(value);
  const token = asString(fields?.token);
  const pid = asInteger(fields?.pid);
  if (fields === undefined || token === undefined || pid === undefined) return undefined;
  return {
    token,
    pid,
    host: asString(fields.host) ?? 'an unknown host',
    command: asString(fields.command) ?? 'an unknown command',
    since: asString(fields.since) ?? 'an unknown moment',
    socket: asString(fields.socket),
    bootId: asString(fields.bootId),
    machineId: asString(fields.machineId),
    pidNamespace: asString(fields.pidNamespace),
    startTime: asString(fields.startTime),
  };
}
