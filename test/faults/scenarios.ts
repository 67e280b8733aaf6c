import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A way of life that is interrupted at each of its effects. */
export interface Scenario {
  readonly name: string;
  /** Configuration before, brought about without interruption; undefined: an empty volume. */
  readonly before: string | undefined;
  /** Configuration when it is interrupted. */
  readonly domains: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What there is in the end: certificate → version. */
  readonly expected: Readonly<Record<string, number>>;
  /** Orders that an uninterrupted run makes. */
  readonly orders: number;
  /** A deploy hook that fails at its first run: see `hookScript`. */
  readonly hook?: boolean;
  /** How long the provider takes to publish a change, in milliseconds. */
  readonly publishMs?: number;
  /** Number of the archive's own artifacts per version (PKCS#12). */
  readonly pfx?: boolean;
  /** A certificate that must have been revoked in the end. */
  readonly revoked?: string;
}

const domains = 'www.example.com mail.example.com';

export const scenarios: readonly Scenario[] = [
  {
    name: 'create',
    before: undefined,
    domains,
    command: ['sync'],
    expected: { 'www.example.com': 1 },
    orders: 1,
  },
  {
    name: 'parked',
    before: undefined,
    domains,
    command: ['sync'],
    env: { LETSENCRYPT_DNS_TEST_PARK_AFTER: '100' },
    publishMs: 1200,
    expected: { 'www.example.com': 1 },
    orders: 1,
  },
  {
    name: 'renew',
    before: domains,
    domains,
    command: ['renew', '--force'],
    expected: { 'www.example.com': 2 },
    orders: 1,
  },
  {
    name: 'expand',
    before: domains,
    domains: `${domains} ftp.example.com`,
    command: ['sync'],
    expected: { 'www.example.com': 2 },
    orders: 1,
  },
  {
    name: 'remove',
    before: `${domains}\nold.example.com`,
    domains,
    command: ['sync'],
    expected: { 'www.example.com': 1 },
    orders: 0,
    revoked: 'old.example.com',
  },
  {
    name: 'pfx-and-hook',
    before: undefined,
    domains,
    command: ['sync'],
    env: { PFX_EXPORT: 'true', PFX_EXPORT_PASSPHRASE: 'a passphrase' },
    expected: { 'www.example.com': 1 },
    orders: 1,
    hook: true,
    pfx: true,
  },
];

/** Writes its lineage into a file, and fails until a file says that it may succeed. */
export async function writeHook(directory: string): Promise<{ path: string; runs: string; permit: string }> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, 'hook.sh');
  const runs = join(directory, 'runs');
  const permit = join(directory, 'permit');
  await writeFile(path, `#!/bin/sh\ntest -e ${permit} || exit 1\necho "$RENEWED_LINEAGE" >> ${runs}\n`);
  await chmod(path, 0o755);
  return { path, runs, permit };
}
