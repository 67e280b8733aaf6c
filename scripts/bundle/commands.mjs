import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** For lines that only tell of certificates there is a file that has all they need: see core/cli/simple-command.ts. */
function frontOf() {
  const words = process.argv.slice(2);
  const isSimple = words.every((word) => !/^-/.test(word) || /^--(json|config|config-dir)$/.test(word));
  return isSimple && words.some((word) => /^(status|health)$/.test(word)) ? './tell.cjs' : './start.cjs';
}

/** What a command's own file loads. */
const starts = { 'letsencrypt-dns': `(${frontOf})()`, lexicon: '"./start-lexicon.cjs"' };

/**
 * Writes the scripts that the package's commands are: they look at Node's version before anything that an old one cannot
 * read is imported, and so they are not bundled with it. Each is one file, as each takes Node longer to find than to read;
 * how code is kept stands beside them once more, for what loads further files.
 */
export async function writeCommands(root, folder) {
  const options = {
    absWorkingDir: root,
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'es2015',
    supported: { 'dynamic-import': true },
    logLevel: 'warning',
  };
  await build({
    ...options,
    entryPoints: ['node-version', 'compiled-code', 'kept-code'].map((name) => `core/cli/bin/${name}.cts`),
  });
  await build({
    ...options,
    entryPoints: Object.keys(starts).map((name) => `core/cli/bin/${name}.cts`),
    bundle: true,
    minify: true,
    format: 'cjs',
    external: ['./letsencrypt-dns.js', './lexicon.js'],
  });
  for (const [name, front] of Object.entries(starts)) {
    const file = join(folder, `${name}.cjs`);
    const text = readFileSync(file, 'utf8');
    const start = `.chunk("./${name}.js")`;
    if (!text.includes(start)) throw new Error(`${file} does not start as it did`);
    writeFileSync(file, text.replace(start, `.load(${front})`));
  }
}
