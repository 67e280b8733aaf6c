import { buildXml } from '../../../core/http/xml.js';
import { fullName, relativeName, splitPriority } from '../../../core/sdk/index.js';
import { type FakeRecord, xmlAnswer } from '../../../core/testing/fake-api.js';
import type { FakeAccount, FakeZone } from '../../../core/testing/fakes/account.js';
import { type Call, query, routedFake, setsOf, writeSet } from '../../../core/testing/fakes/index.js';

type Action = Readonly<Record<string, string>>;

/** `name[2]` belongs to the second action; without numbers there is one. */
function actionsOf({ request }: Call): Action[] {
  const actions = new Map<number, Record<string, string>>();
  for (const [key, value] of request.url.searchParams) {
    const [, field = '', index = '1'] = /^(\w+)(?:\[(\d+)\])?$/.exec(key) ?? [];
    if (field !== 'api_key') actions.set(Number(index), { ...actions.get(Number(index)), [field]: value });
  }
  return [...actions.values()];
}

function zoneOf({ zones }: FakeAccount, name: string): FakeZone | undefined {
  return zones.find((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
}

function shown({ type, name, content, ttl }: FakeRecord, apex: string) {
  const { content: data, priority = 0 } = splitPriority({ type, content });
  return {
    '@name': fullName(name, apex),
    '@type': type,
    '@content': data,
    '@ttl': `${ttl} seconds`,
    '@prio': priority,
  };
}

function refused(error: string) {
  return xmlAnswer(buildXml({ error }), 500);
}

function find({ name = '', type }: Action, zone: FakeZone) {
  const isAll = name.startsWith('**.');
  const soa = { '@name': zone.name, '@type': 'SOA', '@content': 'ns1 zone 1', '@ttl': '3600 seconds', '@prio': 0 };
  const items = [...(type === 'SOA' ? [soa] : []), ...zone.records.all().map(([, record]) => shown(record, zone.name))];
  return items.filter((item) => (isAll || item['@name'] === name) && (type === undefined || item['@type'] === type));
}

/** All SET of one name and type in a request make the set. */
function set(actions: readonly Action[], zone: FakeZone): void {
  const records = actions.map(({ name = '', type = '', value = '', ttl, prio }) => {
    const content = prio === undefined ? value : `${prio} ${value}`;
    return { type, name: relativeName(name, zone.name), content, ttl: Number(ttl) };
  });
  const [first] = records;
  if (first === undefined) return;
  writeSet(zone, { ...first, values: records.map(({ content }) => content) });
}

function remove({ name = '', type = '', value }: Action, zone: FakeZone): void {
  const own = setsOf(zone).find((each) => each.type === type && each.name === relativeName(name, zone.name));
  if (own === undefined) return;
  const isGone = (content: string) => value === undefined || splitPriority({ type, content }).content === value;
  writeSet(zone, { ...own, values: own.values.filter((content) => !isGone(content)) });
}

/** @param base the one address of the API */
export const zonomiFake = (base: string) =>
  routedFake({
    base,
    credentials: query('api_key', 'opaque-token'),
    refused: refused('ERROR: Not logged in. Provide a valid api_key.'),
    routes: {
      'GET ': (call) => {
        const actions = actionsOf(call);
        const zone = zoneOf(call.account, (actions[0]?.name ?? '').replace(/^\*\*\./, ''));
        if (zone === undefined) return refused('ERROR: No zone found for the name.');
        const found = actions.map((action) => {
          if (action.action === 'DELETE') remove(action, zone);
          return action.action === 'QUERY' ? { record: find(action, zone) } : '';
        });
        set(
          actions.filter(({ action }) => action === 'SET'),
          zone,
        );
        return xmlAnswer(buildXml({ dnsapi_result: { is_ok: 'OK:', actions: { action: found } } }));
      },
    },
  });
