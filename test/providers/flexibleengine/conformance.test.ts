import { fqdn, fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../conformance/describe-provider.js';
import {
  type Call,
  type FakeSet,
  header,
  jsonAnswer,
  refuse,
  routedFake,
  setsOf,
  writeSet,
} from '../../conformance/fakes/index.js';

const base = 'https://dns.prod-cloud-ocb.orange-business.com/v2';
const pageSize = 100;

function toItem({ type, name, ttl, values }: FakeSet, apex: string) {
  const records = values.map((content) => toPresentation({ type, content }));
  return { id: Buffer.from(`${type} ${name}`).toString('hex'), name: fqdn(name, apex), type, ttl, records };
}

function sent({ body, zone }: Call): FakeSet {
  const { name, type, ttl, records } = body as { name: string; type: string; ttl: number; records: readonly string[] };
  if (type === 'TXT' && !records.every((text) => text.startsWith('"')))
    refuse(400, { code: 'DNS.0307', message: 'TXT' });
  return {
    type,
    name: relativeName(name, zone.name),
    ttl,
    values: records.map((data) => fromPresentation(type, data)),
  };
}

function find({ zone, params }: Call): FakeSet {
  const found = setsOf(zone).find((set) => toItem(set, zone.name).id === params.id);
  return found ?? refuse(404, { code: 'DNS.0313', message: 'This recordset does not exist.' });
}

describeProvider('flexibleengine', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base,
    credentials: header('x-auth-token', 'opaque-token'),
    routes: {
      'GET /zones': ({ account, query }) => ({
        zones: account.zones
          .filter(({ name }) => name.includes(query.name ?? ''))
          .map(({ id, name }) => ({ id, name: `${name}.`, zone_type: 'public' })),
      }),
      'GET /zones/{zone}/recordsets': ({ zone, query }) => {
        const all = setsOf(zone).map((set) => toItem(set, zone.name));
        const start = query.marker === undefined ? 0 : all.findIndex(({ id }) => id === query.marker) + 1;
        const recordsets = all.slice(start, start + pageSize);
        const isLast = start + pageSize >= all.length;
        const next = `${base}/zones/${zone.id}/recordsets?limit=${pageSize}&marker=${recordsets.at(-1)?.id}`;
        return { recordsets, links: isLast ? {} : { next } };
      },
      'POST /zones/{zone}/recordsets': (call) => {
        const set = sent(call);
        if (setsOf(call.zone).some(({ type, name }) => type === set.type && name === set.name))
          refuse(400, { code: 'DNS.0312', message: 'Attribute record set already exists.' });
        writeSet(call.zone, set);
        return jsonAnswer(toItem(set, call.zone.name), 202);
      },
      'PUT /zones/{zone}/recordsets/{id}': (call) => {
        find(call);
        writeSet(call.zone, sent(call));
        return jsonAnswer({}, 202);
      },
      'DELETE /zones/{zone}/recordsets/{id}': (call) => {
        writeSet(call.zone, { ...find(call), values: [] });
        return jsonAnswer({}, 202);
      },
    },
  }),
});
