import type { ProviderManifest } from '../sdk/manifest.js';
import { markdownTable } from './markdown-table.js';

/** The providers of lego (and of Traefik, which has them from it) with the variables that are taken as they are. */
export function renderLegoTable(manifests: readonly ProviderManifest[]): string {
  const rows = manifests
    .filter(({ legoPrefixes = [] }) => legoPrefixes.length > 0)
    .map((manifest) => {
      const { id, foreignIds = [], legoPrefixes = [] } = manifest;
      const ids = [...new Set([id, ...foreignIds.filter((name) => !isAcmeSh(name))])];
      const isOfLego = (name: string) =>
        name === name.toUpperCase() && legoPrefixes.some((prefix) => name.startsWith(`${prefix}_`));
      return [linkTo(manifest), codes(ids), variables(manifest, isOfLego)];
    });
  return markdownTable(['Provider', '`LEXICON_PROVIDER`', 'Variables that may stay'], rows);
}

/** The providers of acme.sh with the variables that are taken as they are. */
export function renderAcmeShTable(manifests: readonly ProviderManifest[]): string {
  const rows = manifests
    .filter(({ foreignIds = [] }) => foreignIds.some(isAcmeSh))
    .map((manifest) => {
      const ids = (manifest.foreignIds ?? []).filter(isAcmeSh);
      return [linkTo(manifest), codes(ids), variables(manifest, () => true)];
    });
  return markdownTable(['Provider', 'Its id, which `LEXICON_PROVIDER` takes as well', 'Variables that may stay'], rows);
}

function isAcmeSh(id: string): boolean {
  return id.startsWith('dns_');
}

function variables({ options }: ProviderManifest, isWanted: (name: string) => boolean): string {
  const each = Object.values(options).flatMap(({ flag, env = [] }) => {
    const names = env.filter(isWanted);
    return names.length === 0 ? [] : [`${codes(names)} → \`--${flag}\``];
  });
  return each.length === 0 ? '—' : each.join('; ');
}

function linkTo({ id, title }: ProviderManifest): string {
  return `[${title}](../providers/${id}.md)`;
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
