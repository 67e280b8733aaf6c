import { fqdn, fromPresentation, relativeName, toPresentation } from '../../sdk/index.js';
import type { GivenAnswer } from '../wire.js';
import type { FakeZone } from './account.js';
import { type Call, refuse } from './routed-fake.js';
import { setsOf, writeSet } from './set-fake.js';

/** A set as PowerDNS has it, and the services that are made of it. https://doc.powerdns.com/authoritative/http-api/zone.html */
interface Rrset {
  readonly name: string;
  readonly type: string;
  readonly ttl?: number;
  readonly changetype?: string;
  readonly records?: readonly { readonly content: string; readonly disabled: boolean }[];
}

export function rrsetsOf(zone: FakeZone): Rrset[] {
  return setsOf(zone).map(({ type, name, ttl, values }) => ({
    name: fqdn(name, zone.name),
    type,
    ttl,
    records: values.map((content) => ({ content: toPresentation({ type, content }), disabled: false })),
  }));
}

/** Replaces and deletes whole sets; what PowerDNS would refuse is refused, and nothing is changed then. */
export function patchRrsets({ zone, body }: Call): GivenAnswer {
  const { rrsets } = body as { readonly rrsets: readonly Rrset[] };
  for (const { name, type, ttl, changetype, records = [] } of rrsets) {
    if (!name.endsWith('.')) refuse(422, { error: `DNS Name '${name}' is not canonical` });
    if (name !== `${zone.name}.` && !name.endsWith(`.${zone.name}.`))
      refuse(422, { error: `Name ${name} is out of zone` });
    if (changetype === 'DELETE') continue;
    if (changetype !== 'REPLACE' || ttl === undefined) refuse(422, { error: 'changetype or ttl is missing' });
    const contents = records.map(({ content }) => content);
    if (new Set(contents).size < contents.length) refuse(422, { error: 'duplicate record' });
    if (type === 'TXT' && contents.some((content) => !content.startsWith('"')))
      refuse(422, { error: 'TXT must be quoted' });
    if (type === 'CNAME' && contents.some((content) => !content.endsWith('.')))
      refuse(422, { error: 'not in expected format' });
  }
  for (const { name, type, ttl = 0, changetype, records = [] } of rrsets) {
    const shown = records.filter(({ disabled }) => !disabled);
    const values = changetype === 'DELETE' ? [] : shown.map(({ content }) => fromPresentation(type, content));
    writeSet(zone, { type, name: relativeName(name, zone.name), ttl, values });
  }
  return { status: 204, headers: {}, body: '' };
}
