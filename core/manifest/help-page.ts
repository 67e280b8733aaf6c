import type { Originator } from '../sdk/attribute.js';
import type { RegisteredProvider } from './registry.js';

/** Where people read how to make the credential of a provider; of a package, what it says of itself. */
export function helpPage({ manifest, origin }: RegisteredProvider): string | undefined {
  if (origin !== 'built in') return manifest.website ?? manifest.apiDocs;
  return `docs/providers/${manifest.id}.md`;
}

/** Whose failures those of a provider are. */
export function originatorOf(registered: RegisteredProvider, profile?: string): Originator {
  const page = helpPage(registered);
  return { provider: registered.manifest.id, profile, ...(page !== undefined && { page }) };
}
