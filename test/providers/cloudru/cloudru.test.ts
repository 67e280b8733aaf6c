import { asObject, bearer, describeProvider, setFake, setForm } from '../../../core/testing/index.js';

const form = setForm({ names: 'fqdn', fields: { values: 'values' }, values: 'bare' });
const login = 'POST https://auth.iam.cloud.ru/auth/system/openid/token';
const grant = { grant_type: 'access_key', client_id: 'key', client_secret: 'opaque-secret' };
const signIn = [login, new URLSearchParams(grant).toString()] as const;
const find = 'GET /zones?parentId=parent';
const records = '/zones/71/records';
const set = (ttl: string, ...values: readonly string[]) => ({ name: 'a.example.com.', type: 'TXT', values, ttl });
const create = [`POST ${records}`, set('60', 'one')] as const;
const patch = (ttl: string, ...values: readonly string[]) =>
  [`PATCH ${records}/a.example.com./TXT`, { record: set(ttl, ...values), updateMask: 'values,ttl' }] as const;

describeProvider('cloudru', {
  options: { serviceInstanceId: 'parent', keyId: 'key', secret: 'opaque-secret' },
  refusal: 401,
  fake: setFake({
    base: 'https://console.cloud.ru/api/clouddns/v1',
    credentials: bearer('opaque-token'),
    logins: {
      [login]: { sends: grant, gives: { access_token: 'opaque-token', expires_in: 3600, token_type: 'Bearer' } },
    },
    zones: { list: 'GET /zones', ignores: ['parentId'], wrap: ({ items }) => ({ items }) },
    sets: {
      list: 'GET /zones/{zone}/records',
      create: 'POST /zones/{zone}/records',
      change: 'PATCH /zones/{zone}/records/{name}/{type}',
      remove: 'DELETE /zones/{zone}/records/{name}/{type}',
      toName: form.toName,
      toSet: (each, zone) => ({ ...form.toSet(each, zone), zone_id: '71', ttl: String(each.ttl), enables: true }),
      fromSet(body, _params, zone) {
        const { record = body, updateMask = 'values,ttl' } = asObject(body);
        const sent = asObject(record);
        if (updateMask !== 'values,ttl' || typeof sent.ttl !== 'string')
          throw new Error('no mask, or a TTL as a number');
        return form.fromSet(sent, { zone } as never);
      },
      wrap: ({ items }) => ({ items }),
      statuses: { create: 200, remove: 200 },
    },
  }),
  cases: {
    'logs in by a form, also anew and again, and makes a set with a final dot and a TTL that is text': {
      answers: { [login]: [[200, { access_token: 'opaque-token' }], [502]], [create[0]]: [[401]] },
      creates: 'a 60 TXT one',
      sends: [...[signIn, find, `GET ${records}`], ...[create, signIn, signIn, create]],
    },
    'leaves what stays in a set as it came': {
      answers: { [`GET ${records}`]: [200, { items: [set('300', '"one"', 'two')] }] },
      given: ['a TXT one', 'a TXT two'],
      does: async (service) => {
        await service.create({ type: 'TXT', name: 'a', content: 'three', ttl: 60 });
        await service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]);
      },
      sends: [
        ...[signIn, find],
        ...[`GET ${records}`, patch('300', '"one"', 'two', 'three')],
        ...[`GET ${records}`, patch('300', '"one"')],
      ],
    },
    'knows credentials that are refused': {
      answers: { [login]: [400, { error: 'invalid_client', error_description: 'client not found' }] },
      fails: ['AUTHENTICATION', /client not found/],
    },
  },
});
