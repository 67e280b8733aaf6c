import { parseAllDocuments } from 'yaml';
import { builtInRegistry } from '../../../core/manifest/built-in.js';
import { isKnownVariable } from './known-variables.js';
import { ourFaults, shellFaults } from './shell.js';

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, unknown>> | readonly string[];
  readonly labels?: Readonly<Record<string, unknown>> | readonly string[];
  readonly command?: string | readonly string[];
  readonly secrets?: readonly (string | { source: string })[];
}

interface Compose {
  readonly services?: Readonly<Record<string, Service>>;
  readonly secrets?: Readonly<Record<string, unknown>>;
}

const labels = new Set(builtInRegistry().plugins.flatMap(({ manifest }) => Object.keys(manifest.labels ?? {})));

/** What is wrong with a compose file: variables, labels, commands and secrets that there are not. */
export async function composeFaults(text: string): Promise<string[]> {
  const [document] = parseAllDocuments(text);
  if (document === undefined || document.errors.length > 0) return [`no YAML: ${document?.errors[0]?.message}`];
  const { services = {}, secrets = {} } = document.toJS() as Compose;
  const faults: string[] = [];
  for (const [name, service] of Object.entries(services)) {
    for (const label of keysOf(service.labels)) {
      if (label.startsWith('letsencrypt-dns.') && !isLabel(label)) faults.push(`there is no label ${label}`);
    }
    for (const secret of service.secrets ?? []) {
      const called = typeof secret === 'string' ? secret : secret.source;
      if (!(called in secrets)) faults.push(`there is no secret ${called}`);
    }
    if (!isOurs(name, service)) continue;
    for (const variable of keysOf(service.environment)) {
      if (!isKnownVariable(variable)) faults.push(`there is no variable ${variable}`);
    }
    const { command = [] } = service;
    faults.push(
      ...(typeof command === 'string' ? await shellFaults(`letsencrypt-dns ${command}`) : await ourFaults(command)),
    );
  }
  return faults;
}

function isOurs(name: string, { image = '' }: Service): boolean {
  return /^letsencrypt-dns(:|$)/.test(image) || (image === '' && name.startsWith('letsencrypt-dns'));
}

/** Some labels end with the name of a certificate. */
function isLabel(label: string): boolean {
  return [...labels].some(
    (known) => known === label || (known.includes('<') && label.startsWith(known.split('<')[0] ?? '-')),
  );
}

function keysOf(given: Service['environment']): string[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given.map((entry) => String(entry).split('=')[0] ?? '') : Object.keys(given);
}

interface Container {
  readonly image?: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string }[];
}

/** The same for objects of Kubernetes: each container of this image, wherever it stands. */
export async function kubernetesFaults(text: string): Promise<string[]> {
  const faults: string[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) faults.push(`no YAML: ${document.errors[0]?.message}`);
    for (const { env = [], args = [] } of containersIn(document.toJS())) {
      faults.push(
        ...env.filter(({ name }) => !isKnownVariable(name)).map(({ name }) => `there is no variable ${name}`),
      );
      faults.push(...(await ourFaults(args)));
    }
  }
  return faults;
}

function containersIn(value: unknown): Container[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'image' in value && /^letsencrypt-dns(:|$)/.test(String(value.image)) ? [value as Container] : [];
  return [...own, ...Object.values(value).flatMap(containersIn)];
}

/** A unit of systemd: its commands and its variables. */
export async function unitFaults(text: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [, name = ''] of text.matchAll(/^Environment=(\w+)=/gm)) {
    if (!isKnownVariable(name)) faults.push(`there is no variable ${name}`);
  }
  for (const [, command = ''] of text.matchAll(/^Exec\w+=[-+]?(.*)$/gm)) {
    faults.push(...(await shellFaults(command.replace(/^\S*\/(letsencrypt-dns)(?=\s)/, '$1'))));
  }
  return faults;
}
