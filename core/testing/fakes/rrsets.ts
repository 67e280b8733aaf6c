import type { GivenAnswer } from '../wire.js';
import { type FakeZone, idOfRecord, removeRecord } from './account.js';
import { nothing } from './answers.js';
import { type Call, refuse } from './routed-fake.js';
import { setForm } from './set-form.js';
import { setsOf, writeSet } from './sets.js';

/** A set as PowerDNS has it, and the services that are made of it. https://doc.powerdns.com/authoritative/http-api/zone.html */
const form = setForm({
  names: 'fqdn',
  // What clients of older versions say besides means nothing.
  value: { field: 'content', shown: { disabled: false }, taken: ['name', 'type', 'ttl'] },
  taken: ['changetype', 'comments', 'kind'],
});

export function rrsetsOf(zone: FakeZone): object[] {
  return setsOf(zone).map((set) => form.toSet(set, zone));
}

interface Change {
  readonly changetype?: string;
  readonly ttl?: number;
  readonly records?: readonly { readonly disabled: boolean }[];
}

/** Replaces and deletes whole sets; what PowerDNS would refuse is refused, and nothing is changed then. */
export function patchRrsets({ zone, body }: Call): GivenAnswer {
  const { rrsets } = body as { readonly rrsets: readonly Change[] };
  const sets = rrsets.map(({ records = [], ...rest }) => {
    const { changetype, ttl } = rest;
    if (changetype !== 'DELETE' && (changetype !== 'REPLACE' || ttl === undefined))
      refuse(422, { error: 'changetype or ttl is missing' });
    // Each is looked at, those that are switched off as well.
    form.fromSet({ ...rest, records }, { zone });
    const shown = changetype === 'DELETE' ? [] : records.filter(({ disabled }) => !disabled);
    return form.fromSet({ ...rest, records: shown }, { zone });
  });
  for (const set of sets) writeSet(zone, set);
  return nothing;
}

/** Adds values that are not there to their sets (EXTEND), and takes out those that are (PRUNE); the rest of a set stays. */
export function extendRrsets({ zone, body }: Call): GivenAnswer {
  const { rrsets } = body as { readonly rrsets: readonly Change[] };
  for (const sent of rrsets) {
    const { values, ...set } = form.fromSet(sent, { zone });
    const isAddition = sent.changetype === 'EXTEND';
    if (!(isAddition || sent.changetype === 'PRUNE') || !Number.isInteger(sent.ttl)) refuse(422, { error: 'rrset' });
    for (const content of values) {
      const record = { ...set, content };
      if (!isAddition) removeRecord(zone, record);
      else if (idOfRecord(zone, record) === undefined) zone.records.insert(record);
    }
  }
  return nothing;
}
