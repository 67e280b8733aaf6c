import { readFileSync } from 'node:fs';

/** The version of this program, from package.json. */
export function programVersion(): string {
  // Compiled, this file is dist/core/application/version.js; the bundle keeps the same depth.
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** How this program introduces itself to servers. */
export function userAgent(): string {
  return `letsencrypt-dns/${programVersion()} (node ${process.versions.node})`;
}
