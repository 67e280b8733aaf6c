import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Subject } from '../../core/testing/index.js';

/** What the tests of these providers try, options and fakes; none of it is run. For a process that runs no such test. */
export async function subjectsOf(providers: readonly string[]): Promise<readonly Subject[]> {
  register(new URL('./collect-hooks.js', import.meta.url));
  for (const file of providers.flatMap(testsOf)) await import(file);
  const standIn: object = await import('../../core/testing/conformance.js');
  return Reflect.get(standIn, 'subjects') as readonly Subject[];
}

function testsOf(provider: string): readonly string[] {
  const folder = join(import.meta.dirname, '../providers', provider);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js'))
    .map((file) => pathToFileURL(join(folder, file)).href);
}
