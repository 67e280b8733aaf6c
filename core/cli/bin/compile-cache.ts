import module from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Keeps V8's compiled code beside the package, from Node 22.1 on; whoever may not write there goes on without. Not in
 * the system's temporary directory, where anybody could put code for us to run.
 */
export function keepCompiledCode(): void {
  const { enableCompileCache } = module as { enableCompileCache?: (directory: string) => unknown };
  enableCompileCache?.(fileURLToPath(new URL('../../../.compile-cache', import.meta.url)));
}
