import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { atFirstUse } from './plugins.mjs';

/**
 * What a command that only tells something loads: one plain file each, since a chunk of an ES module takes Node longer to
 * find than to read. Each of them is whole; what it imports lazily is a front as well, or an entry of the chunks.
 */
const fronts = {
  start: 'core/cli/bin/letsencrypt-dns.ts',
  'start-lexicon': 'core/cli/bin/lexicon.ts',
  program: 'core/cli/program.ts',
  'lexicon-line': 'core/cli/lexicon/main.ts',
  providers: 'core/cli/commands/providers.ts',
  status: 'core/cli/commands/from-disk.ts',
};

/** Belongs to the first that needs it, and is run at first use there. */
const within = ['core/cli/main.ts'];

/** The commands that most lines name, from their start on: two files take longer to find and to read than one. */
const starts = { tell: 'core/cli/bin/tell.ts' };

/** Packages that most of the fronts import and few come to use. */
const late = ['pino', 'tldts'];

/**
 * Bundles the fronts into `folder`.
 * @param options what both kinds of files are built with
 * @returns what they import lazily and is no front: name of the entry → path of the source or name of the package;
 *   and the inputs and outputs, as esbuild tells of them
 */
export async function writeFronts(root, folder, { plugins, ...options }) {
  const entries = {};
  const { metafile } = await build({
    ...options,
    // Functions keep the names that they have, in place of being given them one by one when they are loaded.
    minify: false,
    minifyWhitespace: true,
    minifySyntax: true,
    absWorkingDir: root,
    entryPoints: { ...fronts, ...starts, ...Object.fromEntries(late.map((name) => [name, name])) },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    metafile: true,
    define: { 'import.meta.url': 'bundle.url', 'import.meta.dirname': '__dirname' },
    // Most of them never ask for it.
    banner: { js: "const bundle={get url(){return require('node:url').pathToFileURL(__filename).href}};" },
    plugins: [lazily(root, entries), atFirstUse(late), ...plugins],
  });
  for (const name of Object.keys({ ...fronts, ...starts })) {
    const file = join(folder, `${name}.cjs`);
    // They are loaded by the commands, and are none themselves.
    const text = readFileSync(file, 'utf8').replace(/^#!.*\n/, '');
    const whole = eachBuiltInOnce(text).replaceAll(
      /\bimport\("(\.\/[a-z0-9-]+)\.c?js"\)/g,
      'require("./compiled-code.cjs").later("$1.cjs")',
    );
    // V8 does not know any more where code that was kept may import from.
    if (/\bimport\(/.test(whole)) throw new Error(`${file} imports what nobody looks for`);
    if (/[^\0-\x7f]/.test(whole)) throw new Error(`${file} is not in ASCII, as it is read`);
    writeFileSync(file, whole);
  }
  return { entries, metafile };
}

/**
 * Dozens of modules ask for the same few of Node's own, and Node looks each up anew: all have what the first one got. What
 * is loaded at first use (`??=`) stays so.
 */
function eachBuiltInOnce(text) {
  const names = new Set();
  const whole = text.replaceAll(/(?<!\?)=require\("node:([a-z]+)"\)/g, (_, name) => {
    names.add(name);
    return `=node_${name}`;
  });
  return [...names].map((name) => `const node_${name}=require("node:${name}");`).join('') + whole;
}

/** Leaves lazy imports to files of their own. @param entries is filled with those that are no front */
function lazily(root, entries) {
  const names = new Map(Object.entries(fronts).map(([name, path]) => [join(root, path), name]));
  return {
    name: 'lazily',
    setup(plugin) {
      plugin.onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === 'resolved' || path.startsWith('node:')) return undefined;
        const found = await plugin.resolve(path, { kind, importer, resolveDir, pluginData: 'resolved' });
        if (found.errors.length > 0) return found;
        if (within.some((path) => join(root, path) === found.path)) return undefined;
        const front = names.get(found.path);
        if (front !== undefined) return { path: `./${front}.cjs`, external: true };
        const isPackage = !path.startsWith('.');
        const name = isPackage ? path : relative(root, found.path).replace(/\.ts$/, '');
        const entry = name.replace(/^core\//, '').replaceAll(/[^a-z0-9-]+/gi, '-');
        entries[entry] = isPackage ? path : relative(root, found.path);
        return { path: `./${entry}.js`, external: true };
      });
    },
  };
}
