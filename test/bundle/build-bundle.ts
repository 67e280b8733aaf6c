import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot, runCommand } from '../lab/index.js';
import { onceARun } from '../lab/once-a-run.js';

export interface Bundle {
  readonly folder: string;
  /** Bytes of its JavaScript. */
  readonly bytes: number;
  /** Paths of the packages that are in it, from the root of the project. */
  readonly packages: readonly string[];
  /** Names of packages that it would load from wherever it is installed. */
  readonly asked: readonly string[];
}

/** Bundles the program as it is published, into this folder; in a run of `npm test` all get copies of one. */
export async function buildBundle(folder: string): Promise<Bundle> {
  const shared = await bundleOfRun();
  if (shared === undefined) return build(folder);
  // Whoever runs the shared one may be keeping compiled code beside it.
  await cp(shared, folder, { recursive: true, filter: (path) => !path.includes('.compile-cache') });
  return { ...(JSON.parse(await readFile(join(dirname(shared), description), 'utf8')) as Bundle), folder };
}

/** Path of a bundle that is run and stays as it is: the one of the run of `npm test`, or else one that is built into this folder. */
export async function bundleToRun(folder: string): Promise<string> {
  return (await bundleOfRun()) ?? (await build(folder)).folder;
}

/** The bundle that the processes of a run of `npm test` share; undefined outside of one. */
export async function bundleOfRun(): Promise<string | undefined> {
  const shared = await onceARun('bundle', async (place) => {
    await writeFile(join(place, description), JSON.stringify(await build(join(place, 'package'))));
  });
  return shared && join(shared, 'package');
}

const description = 'bundle.json';

async function build(folder: string): Promise<Bundle> {
  const { stdout } = await runCommand(
    process.execPath,
    [join(projectRoot(), 'scripts/bundle.mjs'), '--json', '--out', folder],
    { timeoutMs: 120_000 },
  );
  const { bytes, packages, asked } = JSON.parse(stdout) as Bundle;
  return { folder, bytes, packages, asked };
}
