import { join } from 'node:path';
import { projectRoot, runCommand } from '../lab/index.js';

export interface Bundle {
  readonly folder: string;
  /** Bytes of its JavaScript. */
  readonly bytes: number;
  /** Paths of the packages that are in it, from the root of the project. */
  readonly packages: readonly string[];
  /** Names of packages that it would load from wherever it is installed. */
  readonly asked: readonly string[];
}

/** Bundles the program as it is published, into this folder. */
export async function buildBundle(folder: string): Promise<Bundle> {
  const { stdout } = await runCommand(
    process.execPath,
    [join(projectRoot(), 'scripts/bundle.mjs'), '--json', '--out', folder],
    { timeoutMs: 120_000 },
  );
  const { bytes, packages, asked } = JSON.parse(stdout) as Bundle;
  return { folder, bytes, packages, asked };
}
