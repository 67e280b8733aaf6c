import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { PluginManifest, ProviderManifest } from '../sdk/manifest.js';
import { createRegistry, namesOf, type Registered, type Registry } from './registry.js';
import { pluginManifestSchema, providerManifestSchema } from './schema.js';

/** What stands under `letsencrypt-dns` in a package's package.json; paths are relative to the package. */
const declarationSchema = z.strictObject({
  providers: z.array(z.strictObject({ manifest: z.string(), module: z.string() })).optional(),
  plugins: z.array(z.strictObject({ manifest: z.string(), module: z.string() })).optional(),
});

export interface PackagesResult {
  readonly registry: Registry;
  /** What is wrong with which package: one sentence each. The others are in the registry all the same. */
  readonly problems: readonly string[];
}

/**
 * Adds third-party packages to a registry. Reads their manifests; none of their code runs.
 * @param names npm names, or paths (`./my-provider`, `/plugins/acme`)
 * @param from folder that relative paths and look-ups start from
 */
export async function addPackages(base: Registry, names: readonly string[], from: string): Promise<PackagesResult> {
  const providers = [...base.providers];
  const plugins = [...base.plugins];
  const problems: string[] = [];
  for (const name of names) {
    try {
      const found = await readPackage(name, from);
      addEach(name, found.providers, providers, problems);
      addEach(name, found.plugins, plugins, problems);
    } catch (error) {
      problems.push(`the package ${name} cannot be used: ${(error as Error).message}`);
    }
  }
  return { registry: createRegistry(providers, plugins), problems };
}

/** Whoever came first keeps an id; the later package is told. */
function addEach<M extends ProviderManifest | PluginManifest>(
  name: string,
  found: readonly Registered<M>[],
  all: Registered<M>[],
  problems: string[],
): void {
  for (const entry of found) {
    const taken = namesOf(entry.manifest).find((id) => all.some((other) => namesOf(other.manifest).includes(id)));
    if (taken === undefined) all.push(entry);
    else problems.push(`the package ${name} cannot be used: the id ${taken} is taken by ${ownerOf(taken, all)}`);
  }
}

function ownerOf<M extends ProviderManifest | PluginManifest>(id: string, all: readonly Registered<M>[]): string {
  const origin = all.find((entry) => namesOf(entry.manifest).includes(id))?.origin;
  return origin === 'built in' ? 'a built-in one' : `the package ${origin}`;
}

async function readPackage(name: string, from: string) {
  const folder = folderOf(name, from);
  const description = JSON.parse(await readText(join(folder, 'package.json'))) as Record<string, unknown>;
  const declared = description['letsencrypt-dns'];
  if (declared === undefined) throw new Error('its package.json has no "letsencrypt-dns" key');
  const { providers = [], plugins = [] } = parse(declarationSchema, declared, 'package.json, "letsencrypt-dns"');
  const origin = typeof description.name === 'string' ? description.name : name;
  const read = <M>(schema: z.ZodType, entries: typeof providers) =>
    Promise.all(entries.map((entry) => readEntry<M>(folder, entry, schema, origin)));
  return {
    providers: await read<ProviderManifest>(providerManifestSchema, providers),
    plugins: await read<PluginManifest>(pluginManifestSchema, plugins),
  };
}

async function readEntry<M>(
  folder: string,
  entry: { manifest: string; module: string },
  schema: z.ZodType,
  origin: string,
): Promise<Registered<M>> {
  for (const path of [folder, join(folder, 'package.json'), join(folder, entry.module)]) await refuseOpen(path);
  const text = await readText(join(folder, entry.manifest));
  const manifest = parse(schema, parseJson(text, entry.manifest), entry.manifest) as M;
  return { manifest, origin, moduleUrl: pathToFileURL(resolve(folder, entry.module)).href };
}

/** A path is taken as it is; a name is looked for where node would look, from the working folder and from here. */
function folderOf(name: string, from: string): string {
  if (isAbsolute(name) || name.startsWith('.')) return resolve(from, name);
  const searched = [createRequire(join(from, 'package.json')), createRequire(import.meta.url)];
  for (const require of searched) {
    for (const folder of require.resolve.paths(name) ?? []) {
      const candidate = join(folder, name, 'package.json');
      if (isFile(candidate, require)) return join(folder, name);
    }
  }
  throw new Error('it is not installed');
}

function isFile(path: string, require: NodeJS.Require): boolean {
  try {
    return require.resolve(path) !== '';
  } catch {
    return false;
  }
}

/** Root runs no code that everybody may write. */
async function refuseOpen(path: string): Promise<void> {
  if (process.geteuid?.() !== 0) return;
  const stats = await stat(path).catch(() => undefined);
  if (stats !== undefined && (stats.mode & 0o002) !== 0) throw new Error(`everybody may write to ${path}`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, file: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
  throw new Error(`${file} is wrong: ${issues.join('; ')}`);
}
