import { fqdn, fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import {
  allowOnly,
  type Call,
  type FakeSet,
  jsonAnswer,
  refuse,
  setsOf,
  writeSet,
} from '../../conformance/fakes/index.js';

interface Body {
  readonly name?: string;
  readonly type?: string;
  readonly ttl: number;
  readonly records: readonly string[];
  readonly description?: string;
}

const pageSize = 20;

function idOf({ type, name }: FakeSet): string {
  return Buffer.from(`${type} ${name}`).toString('hex');
}

function shown(set: FakeSet, apex: string) {
  const records = set.values.map((content) => toPresentation({ type: set.type, content }));
  return {
    id: idOf(set),
    name: fqdn(set.name, apex),
    type: set.type,
    ttl: set.ttl,
    records,
    description: 'theirs',
    status: 'ACTIVE',
  };
}

function find({ zone, params }: Call): FakeSet {
  const found = setsOf(zone).find((set) => idOf(set) === params.id);
  return found ?? refuse(404, { code: 404, type: 'recordset_not_found', message: 'Could not find RecordSet' });
}

function valuesIn({ records }: Body, type: string): string[] {
  if (type === 'TXT' && !records.every((text) => /^".*"$/.test(text))) refuse(400, { type: 'invalid_object' });
  return records.map((data) => fromPresentation(type, data));
}

/** @param prefix path of version 2 of the API */
export function designateRoutes(prefix: string) {
  /** Each page names the next one by the id of its last item. */
  function paged(call: Call, field: string, items: readonly { readonly id: string }[]) {
    const { marker, ...query } = call.query;
    const start = marker === undefined ? 0 : items.findIndex(({ id }) => id === marker) + 1;
    const page = items.slice(start, start + pageSize);
    const next = new URL('http://internal.example.net/v2/next');
    for (const [name, value] of Object.entries({ ...query, marker: page.at(-1)?.id ?? '' }))
      next.searchParams.set(name, value);
    return {
      [field]: page,
      links: start + pageSize < items.length ? { next: next.href } : {},
      metadata: { total_count: items.length },
    };
  }

  return {
    [`GET ${prefix}/zones`]: (call: Call) => {
      allowOnly(call.query, ['name', 'marker']);
      const zones = call.account.zones.map(({ id, name }) => ({ id, name: `${name}.`, status: 'ACTIVE' }));
      return paged(
        call,
        'zones',
        zones.filter(({ name }) => name === call.query.name),
      );
    },
    [`GET ${prefix}/zones/{zone}/recordsets`]: (call: Call) => {
      const { name, type, ...others } = call.query;
      allowOnly(others, ['marker']);
      const sets = setsOf(call.zone).map((set) => shown(set, call.zone.name));
      const fits = sets.filter((set) => (name ?? set.name) === set.name && (type ?? set.type) === set.type);
      return paged(call, 'recordsets', fits);
    },
    [`POST ${prefix}/zones/{zone}/recordsets`]: ({ body, zone }: Call) => {
      const { name = '', type = '', ttl } = body as Body;
      if (!name.endsWith('.')) refuse(400, { type: 'invalid_object' });
      const set = { type, name: relativeName(name, zone.name), ttl, values: valuesIn(body as Body, type) };
      if (setsOf(zone).some((own) => idOf(own) === idOf(set))) refuse(409, { type: 'duplicate_recordset' });
      writeSet(zone, set);
      return jsonAnswer(shown(set, zone.name), 202);
    },
    [`PUT ${prefix}/zones/{zone}/recordsets/{id}`]: (call: Call) => {
      const before = find(call);
      const body = call.body as Body;
      allowOnly(call.body as Record<string, unknown>, ['ttl', 'records', 'description']);
      if (body.description !== 'theirs') refuse(400, { type: 'description_lost' });
      writeSet(call.zone, { ...before, ttl: body.ttl, values: valuesIn(body, before.type) });
      return jsonAnswer({}, 202);
    },
    [`DELETE ${prefix}/zones/{zone}/recordsets/{id}`]: (call: Call) => {
      writeSet(call.zone, { ...find(call), values: [] });
      return jsonAnswer({}, 202);
    },
  };
}

/** The catalogue that comes with a token. */
export function catalogOf(url: string) {
  const endpoints = ['internal', 'public'].map((kind) => ({
    id: kind,
    interface: kind,
    region: 'RegionOne',
    url: kind === 'public' ? url : 'https://internal.example.net/dns',
  }));
  return {
    token: {
      catalog: [
        { type: 'compute', endpoints: [] },
        { type: 'dns', endpoints },
      ],
    },
  };
}
