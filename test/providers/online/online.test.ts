import { fqdn, fromPresentation, joinPriority, quoteTxt, relativeName, withDot } from '../../../core/sdk/index.js';
import {
  type Call,
  describeProvider,
  type FakeRecord,
  idOfRecord,
  refuse,
  routedFake,
} from '../../../core/testing/index.js';

interface Operation {
  readonly name: string;
  readonly type: string;
  readonly changeType: string;
  readonly data?: string;
  readonly records: readonly { name: string; type: string; ttl?: number; data: string; priority?: number }[];
}

const base = '/domain/example.com/version';
const text = { name: '_acme-challenge', type: 'TXT' };
const isHost = (type: string) => /^(CNAME|MX|NS)$/.test(type);

function toItem(id: string, { type, name, content, ttl }: FakeRecord): object {
  const [aux, host] = type === 'MX' ? content.split(' ') : [];
  const data = type === 'TXT' ? quoteTxt(content) : isHost(type) ? withDot(host ?? content) : content;
  return { id: Number(id), name: fqdn(name, 'example.com'), type, aux: Number(aux ?? 0), ttl, data };
}

function edit({ zone, body }: Call) {
  for (const { name, type, changeType, data, records } of body as readonly Operation[]) {
    const [record = refuse(400, { error: 'no record' })] = records;
    if (record.name !== name || record.type !== type || name === '@') refuse(400, { error: 'another record' });
    if (type === 'TXT' && /^[^"].*["\\]|^[^"].{255}/s.test(record.data)) refuse(400, { error: 'no text' });
    if (isHost(type) && !record.data.endsWith('.')) refuse(400, { error: 'a relative name' });
    const content = joinPriority({ content: fromPresentation(type, record.data), priority: record.priority });
    const own = relativeName(name, zone.name);
    if (changeType === 'ADD') zone.records.insert({ type, name: own, content, ttl: record.ttl ?? 3600 });
    else if (changeType !== 'DELETE' || data !== record.data) refuse(400, { error: 'changeType or data' });
    else {
      const id = idOfRecord(zone, { type, name: own, content }) ?? refuse(404, { error: 'Record not found', code: 7 });
      zone.records.remove(id);
    }
  }
  return [201];
}

describeProvider('online', {
  options: { token: 'opaque-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://api.online.net/api/v1',
    credentials: { authorization: 'Bearer opaque-token' },
    missing: [404, { error: 'Domain not found', code: 7 }],
    routes: {
      'GET /domain/{domain}/version': () => [
        { uuid_ref: 'draft', name: 'Draft', active: false },
        { uuid_ref: 'live', name: 'Live', active: true },
      ],
      'GET /domain/{domain}/version/live/zone': ({ zone }) =>
        zone.records.all().map(([id, record]) => toItem(id, record)),
      'PATCH /domain/{domain}/version/active': edit,
    },
  }),
  refusals: [[200, [{ uuid_ref: 'draft', active: false }], ['API', /no version .* is active/]]],
  cases: {
    'adds a value to the active version': {
      creates: '_acme-challenge 120 TXT one',
      sends: [
        ...[`GET ${base}`, `GET ${base}/live/zone`],
        [`PATCH ${base}/active`, [{ ...text, changeType: 'ADD', records: [{ ...text, ttl: 120, data: 'one' }] }]],
      ],
    },
  },
});
