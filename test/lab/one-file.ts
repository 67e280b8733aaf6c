import { build } from 'esbuild';

/**
 * Puts a compiled module and all that it imports into one file, for a child process that is started many times: it starts
 * in half of the time.
 * @param to a path that ends with `.mjs`
 */
export async function intoOneFile(module: string, to: string): Promise<string> {
  await build({
    entryPoints: [module],
    outfile: to,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // Packages in CommonJS ask for what Node has by `require`.
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return to;
}
