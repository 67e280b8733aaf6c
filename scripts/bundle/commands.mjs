import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Writes the scripts that the package's commands are: they look at Node's version before anything that an old one cannot
 * read is imported, and so they are not bundled with it.
 */
export async function writeCommands(root, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: ['node-version', 'compiled-code', 'kept-code', 'letsencrypt-dns', 'lexicon'].map(
      (name) => `core/cli/bin/${name}.cts`,
    ),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    // No format, so that nothing is added to them.
    target: 'es2015',
    supported: { 'dynamic-import': true },
    logLevel: 'warning',
  });
  for (const [name, front] of Object.entries({ 'letsencrypt-dns': 'start', lexicon: 'start-lexicon' })) {
    const file = join(folder, `${name}.cjs`);
    const text = readFileSync(file, 'utf8');
    const start = `.chunk("./${name}.js")`;
    if (!text.includes(start)) throw new Error(`${file} does not start as it did`);
    writeFileSync(file, text.replace(start, `.load("./${front}.cjs")`));
  }
}
