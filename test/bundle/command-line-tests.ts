import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../lab/index.js';

/** Tests of the command line that are about the compiled sources alone: which modules load, what `npm pack` takes. */
const ofSources: readonly string[] = ['start-up.test.js', 'installed-packages.test.js'];

/** Those that take long, which only `npm run test:bundle` runs against the bundle. */
const long: readonly string[] = [
  'beside.test.js',
  'configuration.test.js',
  'dynamic-updates.test.js',
  'failures.test.js',
  'init.test.js',
  'limited-providers.test.js',
  'own-means.test.js',
  'owed.test.js',
  'parked.test.js',
  'pebble-modes.test.js',
  'plugin-settings.test.js',
  'provider-issuance.test.js',
  'redaction.test.js',
  'refusals.test.js',
  'run.test.js',
  'settings-in-force.test.js',
  'trial.test.js',
  'understood.test.js',
];

/** The files in test/cli that can be run against the bundle. */
export function commandLineTests(which: 'all' | 'short'): string[] {
  const folder = join(projectRoot(), 'dist/test/cli');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test.js') && !ofSources.includes(name))
    .filter((name) => which === 'all' || !long.includes(name))
    .map((name) => join(folder, name));
}

/** Arguments and environment for Node to run these tests against the package in a folder. */
export function againstPackage(files: readonly string[], folder: string) {
  const { LAB, PATH } = process.env;
  const env: Record<string, string> = {
    LAB_PACKAGE: folder,
    ...(LAB !== undefined && { LAB }),
    ...(PATH !== undefined && { PATH }),
  };
  return { args: ['--test', '--test-concurrency=2', '--test-timeout=900000', ...files], env };
}
