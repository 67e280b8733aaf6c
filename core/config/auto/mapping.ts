import { canonicalName } from '../../sdk/names.js';

/** What `--mapping-override` says: domain → provider. */
export interface ProviderMapping {
  /** Names in canonical form. */
  readonly providers: ReadonlyMap<string, string>;
  /** Pairs that are none. */
  readonly bad: readonly string[];
}

/** How a mapping is written, for those who wrote it otherwise. */
export const mappingForm = 'Write it like example.com:ovh,example.org:gandi';

/** Reads `example.com:ovh,example.org:gandi`; of two pairs for one domain the first counts. */
export function readMapping(text: string): ProviderMapping {
  const providers = new Map<string, string>();
  const bad: string[] = [];
  for (const pair of text.split(',').map((part) => part.trim())) {
    if (pair === '') continue;
    const [domain, id, ...rest] = pair.split(':').map((part) => part.trim());
    if (!domain || !id || rest.length > 0) bad.push(pair);
    else if (!providers.has(canonicalName(domain))) providers.set(canonicalName(domain), id);
  }
  return { providers, bad };
}
