import { type Call, describeProvider, idOfRecord, itemForm, refuse, routedFake } from '../../../core/testing/index.js';

const { toItem } = itemForm({ form: { fields: { name: 'praefix' }, apex: '' } });
const refusal = { 'DELETE /api': [403, { info: 'error', status: '403 Forbidden', del_record: 'del_record' }] } as const;
const ours = { 'home.ipv64.net': { records: [{ praefix: 'nas', type: 'A', content: '192.0.2.9', ttl: 60 }] } };
type Form = Readonly<Record<string, string>>;

function fieldsOf({ body, request, account }: Call, action: string) {
  const { [action]: domain = '', praefix, type = '', content = '', ...others } = body as Form;
  if (Object.keys(others).length > 0 || praefix === undefined || content === '') refuse(400, { info: 'error' });
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) refuse(400, { info: 'error' });
  const zone = account.zone('name', domain);
  if (zone === undefined) return refuse(403, { info: 'error', status: '403 Forbidden', [action]: 'domain not found' });
  const record = { type, name: praefix === '' ? '@' : praefix, content, ttl: 60 };
  return { zone, record, id: idOfRecord(zone, record) };
}

describeProvider('ipv64', {
  exceptions: { 'gives a record the TTL that it was asked for': 'Records have no TTL.' },
  options: { apiKey: 'opaque-api-key' },
  fake: routedFake({
    base: 'https://ipv64.net',
    credentials: { authorization: 'Bearer opaque-api-key' },
    refused: [401, { status: '401 Unauthorized', info: 'Unauthorized' }],
    routes: {
      'GET /api': ({ query, account }) => {
        if (!('get_domains' in query)) refuse(400, { info: 'error' });
        const shown = account.zones.map((zone) => [
          zone.name,
          {
            updates: 0,
            wildcard: 1,
            records: zone.records.all().map(([id, record]) => {
              const { id: _id, ...item } = toItem(record, id, zone);
              return { record_id: Number(id), ...item, last_update: '2026-01-01 00:00:00' };
            }),
          },
        ]);
        return { subdomains: { ...ours, ...Object.fromEntries(shown) }, info: 'success', add_domain: 'get_domains' };
      },
      'POST /api': (call) => {
        const { zone, record, id } = fieldsOf(call, 'add_record');
        if (id !== undefined)
          refuse(400, { info: 'error', status: '400 Bad Request', add_record: 'dns record already there' });
        zone.records.insert(record);
        return [201, { info: 'success', status: '201 Created', add_record: zone.name }];
      },
      'DELETE /api': (call) => {
        const { zone, id } = fieldsOf(call, 'del_record');
        if (id === undefined) return refuse(403, { info: 'error', status: '403 Forbidden', del_record: 'del_record' });
        zone.records.remove(id);
        return [202, { info: 'success', status: '202 Accepted', del_record: 'del_record' }];
      },
    },
  }),
  cases: {
    'keeps what may not go': { given: ['a TXT x'], removes: 'a TXT x', answers: refusal, fails: 'AUTHENTICATION' },
  },
  refusals: [[401, { status: '401 Unauthorized', info: 'Unauthorized' }, ['AUTHENTICATION', /401 Unauthorized/]]],
});
