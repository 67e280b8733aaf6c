#!/usr/bin/env node
// Bundles the program into dist/bundle: a whole package of few files and no dependencies, as the container image holds
// it. `--out DIR` writes elsewhere, `--json` prints what it weighs. Works from the sources; nothing has to be compiled.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { writeAnswers } from './bundle/answers.mjs';
import { writeCommands } from './bundle/commands.mjs';
import { writeFronts } from './bundle/fronts.mjs';
import { writeManifests } from './bundle/manifests.mjs';
import { mergeChunks } from './bundle/merge-chunks.mjs';
import { namedClasses } from './bundle/named-classes.mjs';
import { makePlain } from './bundle/plain-files.mjs';
import { atFirstUse, emptyPackages, leanUndici, leftOutOfAcmeClient, oneLanguage } from './bundle/plugins.mjs';
import { writeTypes } from './bundle/types.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { out: { type: 'string' }, json: { type: 'boolean' } } });
const out = resolve(values.out ?? join(root, 'dist/bundle'));

/** What a dependency loads for things that this program never does: connections by ssh, builds of images, TypeScript. */
const unused = [
  ...['ssh2', 'cpu-features', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'typescript'],
  // Would be taken from whatever project the bundle is installed in.
  'supports-color',
  // pg's other half, for those who have libpq installed.
  'pg-native',
];

function folders(kind) {
  return readdirSync(join(root, kind), { withFileTypes: true })
    .map(({ name }) => `${kind}/${name}`)
    .filter((folder) => ['index.ts', 'manifest.json'].every((file) => existsSync(join(root, folder, file))));
}

const modules = [...folders('providers'), ...folders('plugins')];

/** What both kinds of files are made with. */
const options = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [emptyPackages(unused), leanUndici, oneLanguage, leftOutOfAcmeClient(['./axios', '@peculiar/x509'])],
};

// The tree below dist/ is that of the compiled sources, so that paths relative to a module hold in both: a chunk lies
// as deep as the modules that look for `../../providers/` and `../../../package.json`.
const banner = [
  "import{createRequire as bundleRequire}from'node:module';",
  "import{dirname as bundleDirname}from'node:path';",
  "import{fileURLToPath as bundlePath}from'node:url';",
  'const require=bundleRequire(import.meta.url);',
  'const __filename=bundlePath(import.meta.url);const __dirname=bundleDirname(__filename);',
].join('');
const place = join(out, 'dist/core/bundle');
const fronts = await writeFronts(root, place, options);
const chunks = await build({
  ...options,
  plugins: [namedClasses, atFirstUse([]), ...options.plugins],
  absWorkingDir: root,
  entryPoints: {
    ...Object.fromEntries(Object.entries(fronts.entries).map(([name, path]) => [`core/bundle/${name}`, path])),
    'core/sdk/index': 'core/sdk/index.ts',
    'core/testing/index': 'core/testing/index.ts',
    ...Object.fromEntries(modules.map((folder) => [`${folder}/index`, `${folder}/index.ts`])),
  },
  outdir: join(out, 'dist'),
  chunkNames: 'core/bundle/[name]-[hash]',
  // Chunks keep what is imported lazily lazy, and the SDK one and the same for all.
  splitting: true,
  format: 'esm',
  metafile: true,
  // CommonJS packages inside an ES module: esbuild leaves these to whoever has them.
  banner: { js: banner },
});
const inputs = { ...chunks.metafile.inputs, ...fronts.metafile.inputs };
const merged = await mergeChunks(root, place, chunks.metafile.outputs, {
  whole: 'core/cli/commands/sync.ts',
  parts: {
    'of-providers': (entry) => /^(providers|plugins|core\/sdk|core\/testing)\//.test(entry),
    'of-lexicon': (entry) => entry === 'core/cli/lexicon/run.ts',
    'of-passes': (entry) => entry === 'core/cli/commands/sync.ts',
  },
  banner,
  target: options.target,
});
const plain = await makePlain(place, merged, options.target);
const outputs = { ...chunks.metafile.outputs, ...fronts.metafile.outputs };

await writeCommands(root, place);
writeTypes(root, out);

writeManifests(root, join(out, 'dist'), modules);

const description = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const kept = ['name', 'version', 'description', 'license', 'type', 'engines', 'repository'];
writeFileSync(
  join(out, 'package.json'),
  `${JSON.stringify(
    {
      ...Object.fromEntries(kept.map((key) => [key, description[key]])),
      bin: { 'letsencrypt-dns': 'dist/core/bundle/letsencrypt-dns.cjs', lexicon: 'dist/core/bundle/lexicon.cjs' },
      man: ['man/letsencrypt-dns.1', 'man/lexicon.1'],
      exports: description.exports,
    },
    undefined,
    2,
  )}\n`,
);
for (const name of ['LICENSE', 'README.md', 'schemas', 'templates'])
  cpSync(join(root, name), join(out, name), { recursive: true });
writeFileSync(join(out, 'THIRD-PARTY-LICENSES'), licenses(Object.keys(inputs)));

const manifests = folders('providers').map((folder) =>
  JSON.parse(readFileSync(join(root, folder, 'manifest.json'), 'utf8')),
);
writeAnswers(
  place,
  manifests.flatMap(({ id, aliases = [] }) => [id, ...aliases]),
);

writeManual('man', 'letsencrypt-dns');
writeManual('man-lexicon', 'lexicon');

// What earlier runs left behind: compiled code, and chunks, which have their hash in the name.
rmSync(join(out, '.compile-cache'), { recursive: true, force: true });
const commands = new Set([
  'node-version.cjs',
  'compiled-code.cjs',
  'kept-code.cjs',
  'letsencrypt-dns.cjs',
  'lexicon.cjs',
]);
const written = new Set([...plain, ...Object.keys(fronts.metafile.outputs).map((file) => resolve(root, file))]);
for (const folder of ['core/bundle', 'core/sdk', 'core/testing', ...modules]) {
  for (const name of readdirSync(join(out, 'dist', folder))) {
    const file = join(out, 'dist', folder, name);
    if (/\.c?js$/.test(name) && !written.has(file) && !commands.has(name)) rmSync(file);
  }
}

const bytes = [...written].reduce((sum, file) => sum + statSync(file).size, 0);
const packages = packagesOf(Object.keys(inputs));
const imported = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
const asked = new Set(
  imported.map(({ path }) => path).filter((path) => !path.startsWith('node:') && !isBuiltin(path) && !isOwn(path)),
);
/** The one kind imports lazily from the other. */
function isOwn(path) {
  return path.startsWith('./') && existsSync(join(place, path.replace(/\.js$/, '.cjs')));
}
const report = { out, files: written.size, bytes, packages, asked: [...asked] };
if (values.json) console.log(JSON.stringify(report));
else console.log(`${report.files} files, ${(bytes / 1e6).toFixed(2)} MB, of ${report.packages.length} packages`);

/** The program itself prints it, so that it tells of the commands and variables that this one has. */
function writeManual(topic, name) {
  const bin = join(out, 'dist/core/bundle/letsencrypt-dns.cjs');
  const env = { PATH: process.env.PATH, HOME: out };
  const { status, stdout } = spawnSync(process.execPath, [bin, 'help', topic], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the manual page cannot be made: ${status}`);
  mkdirSync(join(out, 'man'), { recursive: true });
  writeFileSync(join(out, `man/${name}.1`), stdout);
}

/** Paths of the packages that are in the bundle, from the root of the project. */
function packagesOf(inputs) {
  const found = inputs.map((input) => /^([^:]*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return [...new Set(found.filter((path) => path !== undefined))].sort();
}

/** The licenses of these packages: their texts have to go wherever the code goes. A text that several share stands once. */
function licenses(inputs) {
  const titles = new Map();
  for (const path of packagesOf(inputs)) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, path)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : readFileSync(join(root, path, file), 'utf8').trim();
    const title = `${name} ${version} (${typeof license === 'string' ? license : 'see its text'})`;
    titles.set(text, [...new Set([...(titles.get(text) ?? []), title])]);
  }
  return [...titles]
    .map(([text, names]) => `${names.join('\n')}\n${text === '' ? '' : `\n${text}\n`}`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}
