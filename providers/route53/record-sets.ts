import { z } from 'zod';
import { fqdn, type HttpClient, pageBounds, path, relativeName } from '../../core/sdk/index.js';
import type { HostedZone } from './hosted-zone.js';
import { fromName } from './values.js';

/** A record set as it stands in Route 53; its values are in Route 53's own form, to the letter. */
export interface StoredSet {
  readonly type: string;
  /** Relative to the zone. */
  readonly name: string;
  readonly ttl: number;
  readonly values: readonly string[];
}

export interface SetFilter {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
}

const Listed = z.object({
  Name: z.string(),
  Type: z.string(),
  TTL: z.coerce.number().optional(),
  SetIdentifier: z.string().optional(),
  ResourceRecords: z.object({ ResourceRecord: z.array(z.object({ Value: z.string() })) }).optional(),
});

const PageAnswer = z
  .object({
    ListResourceRecordSetsResponse: z.object({
      ResourceRecordSets: z.union([z.object({ ResourceRecordSet: z.array(Listed) }), z.literal('')]),
      IsTruncated: z.string(),
      NextRecordName: z.string().optional(),
      NextRecordType: z.string().optional(),
      NextRecordIdentifier: z.string().optional(),
    }),
  })
  .transform(({ ListResourceRecordSetsResponse: page }) => page);

type Start = Readonly<Record<string, string | number | undefined>>;

/** Sets of the zone that fit the filter; a zone of any size takes two requests where one name is wanted. */
export async function listSets(api: HttpClient, zone: HostedZone, { type, name }: SetFilter): Promise<StoredSet[]> {
  const sets: StoredSet[] = [];
  const bounds = pageBounds();
  let start: Start | undefined = {};
  for (let pages = 1; start !== undefined; pages += 1) {
    const page: Page = await readPage(api, zone, start);
    const wanted = page.sets.filter((set) => (type ?? set.type) === set.type && (name ?? set.name) === set.name);
    sets.push(...wanted);
    // Sets are sorted by name: one that is not on the first page can be jumped to, and then it comes at once.
    if (name !== undefined && wanted.length === 0 && pages > 1) break;
    const jump = name !== undefined && sets.length === 0;
    start = page.next && (jump ? { name: fqdn(name, zone.name), type } : page.next);
    bounds.note(page.sets, start);
  }
  return sets;
}

/** One set for each name and type, in the same order; undefined where there is none. The first page may hold all of them. */
export async function findSets(
  api: HttpClient,
  zone: HostedZone,
  keys: readonly { readonly type: string; readonly name: string }[],
): Promise<(StoredSet | undefined)[]> {
  const first = await readPage(api, zone, {});
  const found: (StoredSet | undefined)[] = [];
  for (const { type, name } of keys) {
    const isIt = (set: StoredSet) => set.type === type && set.name === name;
    const onFirst = first.sets.find(isIt);
    if (onFirst !== undefined || first.next === undefined) found.push(onFirst);
    else {
      const there = await readPage(api, zone, { name: fqdn(name, zone.name), type, maxitems: 1 });
      found.push(there.sets.find(isIt));
    }
  }
  return found;
}

interface Page {
  readonly sets: StoredSet[];
  /** Where the next page begins; undefined: this was the last. */
  readonly next?: Start;
}

async function readPage(api: HttpClient, zone: HostedZone, start: Start): Promise<Page> {
  const answer = await api.get(path`/hostedzone/${zone.id}/rrset`, PageAnswer, { query: start });
  const listed = answer.ResourceRecordSets === '' ? [] : answer.ResourceRecordSets.ResourceRecordSet;
  const sets = listed.flatMap((item) => toStored(item, zone));
  if (answer.IsTruncated !== 'true') return { sets };
  const { NextRecordName: name, NextRecordType: type, NextRecordIdentifier: identifier } = answer;
  return { sets, next: { name, type, identifier } };
}

/** Full names of the sets on one page, aliases and all. */
export async function listNames(api: HttpClient, zone: HostedZone, start: Start): Promise<string[]> {
  const { ResourceRecordSets: sets } = await api.get(path`/hostedzone/${zone.id}/rrset`, PageAnswer, { query: start });
  return sets === '' ? [] : sets.ResourceRecordSet.map(({ Name }) => fromName(Name));
}

/** Alias sets have no values, and sets with a routing policy are several of one name and type: neither is ours to change. */
function toStored(item: z.infer<typeof Listed>, zone: HostedZone): StoredSet[] {
  const values = item.ResourceRecords?.ResourceRecord.map(({ Value }) => Value) ?? [];
  if (item.SetIdentifier !== undefined || values.length === 0) return [];
  return [{ type: item.Type, name: relativeName(fromName(item.Name), zone.name), ttl: Number(item.TTL), values }];
}

export interface SetChange {
  readonly action: 'CREATE' | 'UPSERT' | 'DELETE';
  readonly set: StoredSet;
}

const Changed = z
  .object({ ChangeResourceRecordSetsResponse: z.object({ ChangeInfo: z.object({ Id: z.string() }) }) })
  .transform(({ ChangeResourceRecordSetsResponse: { ChangeInfo } }) => ChangeInfo.Id.replace('/change/', ''));

/** All changes or none, in one request. Returns the id by which Route 53 tells how far they are. */
export async function writeSets(api: HttpClient, zone: HostedZone, changes: readonly SetChange[]): Promise<string> {
  const actions = [...new Set(changes.map(({ action }) => action))].join(', ');
  const body = {
    ChangeResourceRecordSetsRequest: {
      '@xmlns': 'https://route53.amazonaws.com/doc/2013-04-01/',
      ChangeBatch: {
        // Scripts may look for the words in which lexicon signs its changes.
        Comment: `${actions} using lexicon Route 53 provider`,
        Changes: {
          Change: changes.map(({ action, set }) => ({ Action: action, ResourceRecordSet: toXml(zone, set) })),
        },
      },
    },
  };
  // Others are refused the second time.
  const repeatable = changes.every(({ action }) => action === 'UPSERT');
  return api.post(path`/hostedzone/${zone.id}/rrset/`, Changed, body, { repeatable });
}

function toXml(zone: HostedZone, { type, name, ttl, values }: StoredSet): object {
  return {
    Name: fqdn(name, zone.name),
    Type: type,
    TTL: ttl,
    ResourceRecords: { ResourceRecord: values.map((Value) => ({ Value })) },
  };
}
