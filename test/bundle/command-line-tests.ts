import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ofSources } from '../batches.js';
import { projectRoot } from '../lab/index.js';

/** One that starts both commands, for the whole `npm test`, which runs all of them on the bundle, or within one process. */
const sample: readonly string[] = ['plugins-file.test.js'];

/** The files in test/cli that can be run against the bundle. */
export function commandLineTests(which: 'all' | 'sample'): string[] {
  const folder = join(projectRoot(), 'dist/test/cli');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test.js') && !ofSources.includes(`cli/${name}`))
    .filter((name) => which === 'all' || sample.includes(name))
    .map((name) => join(folder, name));
}

/** Arguments and environment for Node to run these tests against the package in a folder, or else the compiled sources. */
export function againstPackage(files: readonly string[], folder?: string) {
  const { LAB, PATH } = process.env;
  const env: Record<string, string> = {
    ...(folder !== undefined && { LAB_PACKAGE: folder }),
    ...(LAB !== undefined && { LAB }),
    ...(PATH !== undefined && { PATH }),
  };
  return { args: ['--test', '--test-concurrency=2', '--test-timeout=900000', ...files], env };
}
