import { build } from 'esbuild';

/**
 * Writes the scripts that the package's commands are: they look at Node's version before anything that an old one cannot
 * read is imported, and so they are not bundled with it.
 */
export async function writeCommands(root, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: ['node-version', 'letsencrypt-dns', 'lexicon'].map((name) => `core/cli/bin/${name}.cts`),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    // No format, so that nothing is added to them.
    target: 'es2015',
    supported: { 'dynamic-import': true },
    logLevel: 'warning',
  });
}
