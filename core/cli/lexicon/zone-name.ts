import { getDomain } from 'tldts';
import { createResolver, type Resolver } from '../../dns/resolver.js';
import { parseServerAddress } from '../../dns/server-address.js';
import { createZoneFinder } from '../../dns/zone-finder.js';
import { delegatedZone } from '../../dns/zone-names.js';
import type { Dispatcher } from '../../http/dispatcher.js';
import { readBoolean } from '../../options/read-boolean.js';
import { Failure } from '../../sdk/failure.js';
import { canonicalName, isWithin } from '../../sdk/names.js';
import type { LexiconSettings } from './resolve-options.js';

/**
 * The zone of a domain as lexicon finds it: by SOA look-up if asked for, else the registrable domain, private suffixes
 * counted (`test.duckdns.org` is a zone of its own); `--delegated` is taken relative to it.
 * @throws Failure CONFIG where the domain is none
 */
export async function zoneNameOf(domain: string, settings: LexiconSettings, signal: AbortSignal): Promise<string> {
  const name = domainName(domain);
  const registered = registeredZone(name);
  const delegated = settings.general('delegated');
  if (delegated && isWithin(canonicalName(delegated), registered)) return canonicalName(delegated);
  const asksDns = readBoolean(settings.general('resolve-zone-name') ?? 'false') === true;
  const zone = asksDns ? await apexOf(name, settings, signal) : registered;
  return delegated ? delegatedZone(delegated, zone) : zone;
}

/** A resolver that asks DNS_RESOLVERS, or those of the system. */
export async function resolverOf(settings: LexiconSettings): Promise<Resolver> {
  const resolvers = (await settings.variable('DNS_RESOLVERS'))?.split(',').filter((text) => text.trim() !== '');
  const servers = resolvers?.map(parseServerAddress);
  const isOverHttps = servers?.some(({ url }) => url !== undefined) ?? false;
  return createResolver({ servers, dispatcher: isOverHttps ? await openConnections(settings) : undefined });
}

/** Idle connections do not keep the process. */
async function openConnections(settings: LexiconSettings): Promise<Dispatcher> {
  const { createDispatcher } = await import('../../http/dispatcher.js');
  return createDispatcher({ caBundle: await settings.variable('LETSENCRYPT_CA_BUNDLE'), env: settings.env });
}

async function apexOf(name: string, settings: LexiconSettings, signal: AbortSignal): Promise<string> {
  return (await createZoneFinder({ resolver: await resolverOf(settings), signal }).find(name)).apex;
}

function registeredZone(name: string): string {
  return getDomain(name, { allowPrivateDomains: true, validateHostname: false }) ?? name;
}

/** Labels like `_acme-challenge` are names as well, so no more is asked than that it could be one. */
function domainName(text: string): string {
  const name = canonicalName(text).replace(/^\*\./, '');
  if (/^[^\s./:@]+(\.[^\s./:@]+)*$/.test(name)) return name;
  throw new Failure('CONFIG', `\`${text}\` is no domain name`, { hint: 'Write it like example.com' });
}
