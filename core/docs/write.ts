import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationSchema, configurationSchemaFile } from '../config/in-yaml.js';
import { builtInRegistry } from '../manifest/built-in.js';
import { manifestSchemaPages } from './manifest-schemas.js';
import { fillParts, generatedPages, generatedParts, pagesWithParts } from './pages.js';
import { renderYamlKeys } from './render-yaml.js';

/** `npm run docs`: writes what is generated; with `--check` it only says what is stale, and fails. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const isCheck = process.argv.includes('--check');
const registry = builtInRegistry();
const stale: string[] = [];

function put(path: string, text: string): void {
  const file = join(root, path);
  if (read(file) === text) return;
  stale.push(path);
  if (isCheck) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const yamlKeys = { path: 'docs/yaml.md', text: renderYamlKeys(await configurationSchema()) };
const pages = [...generatedPages(registry), ...manifestSchemaPages(), await configurationSchemaFile(), yamlKeys];
for (const { path, text } of pages) put(path, text);
const parts = generatedParts(registry);
for (const path of pagesWithParts) put(path, fillParts(read(join(root, path)) ?? '', parts));

const folder = join(root, 'docs/providers');
for (const name of readdirSync(folder)) {
  if (pages.some(({ path }) => path === `docs/providers/${name}`)) continue;
  stale.push(`docs/providers/${name}`);
  if (!isCheck) rmSync(join(folder, name));
}

if (stale.length > 0)
  process.stdout.write(`${isCheck ? 'stale, run npm run docs' : 'written'}:\n  ${stale.join('\n  ')}\n`);
if (isCheck && stale.length > 0) process.exitCode = 1;
