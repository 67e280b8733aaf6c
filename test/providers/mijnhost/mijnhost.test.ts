import { fqdn, fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, type Call, header, jsonAnswer, refuse, restFake } from '../../../core/testing/fakes/index.js';

const dns = '/domains/{domain}/dns';

function sent({ body, zone }: Call, isNew: boolean) {
  const { type, name, value, ttl, ...others } = asObject(asObject(body).record);
  if (Object.keys(others).length > 0 || Number.isInteger(ttl) !== isNew || !name || !value)
    refuse(400, { status: 400, status_description: 'invalid record' });
  const content = type === 'TXT' ? String(value) : fromPresentation(String(type), String(value));
  const record = { type: String(type), name: relativeName(String(name), zone.name), content, ttl: Number(ttl ?? 0) };
  const found = zone.records
    .all()
    .find(([, own]) => own.type === record.type && own.name === record.name && own.content === content);
  return { record, id: found?.[0] };
}

const done = { status: 200, status_description: 'Request successful', data: [] };

describeProvider('mijnhost', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: restFake({
    base: 'https://mijn.host/api/v2',
    credentials: header('api-key', 'opaque-api-key'),
    refused: jsonAnswer({ status: 401, status_description: 'Unauthorized' }, 401),
    zones: {
      list: 'GET /domains',
      item: ({ id, name }) => ({ id: Number(id), domain: name, status: 'Active', tags: [] }),
      wrap: ({ items }) => ({ ...done, data: { domains: items } }),
    },
    records: { list: 'GET /none', form: {} },
    routes: {
      [`GET ${dns}`]: ({ zone }) => {
        const records = zone.records.all().map(([, { type, name, content, ttl }]) => ({
          type,
          name: fqdn(name, zone.name),
          value: type === 'TXT' ? content : toPresentation({ type, content }),
          ttl,
        }));
        return { ...done, data: { domain: zone.name, records } };
      },
      [`PATCH ${dns}`]: (call) => {
        const { record, id } = sent(call, true);
        if (id === undefined) call.zone.records.insert(record);
        return done;
      },
      [`DELETE ${dns}`]: (call) => {
        const { id } = sent(call, false);
        if (id === undefined) return refuse(404, { status: 404, status_description: 'Record not found' });
        call.zone.records.remove(id);
        return done;
      },
    },
  }),
});
