import { describeProvider, refuse, routedFake, setAt, setForm, setsOf, writeSet } from '../../../core/testing/index.js';

const value = { field: 'content', shown: { is_disabled: false } };
const shown = setForm({ values: 'quoted', value });
const taken = setForm({ values: 'bare', value });
const accepted = { message: 'Request accepted' };
const changed = { name: 'a', type: 'TXT', ttl: 600, records: [{ content: 'two' }, { content: 'one' }] };

interface Update {
  readonly overwrite: boolean;
  readonly zone: readonly object[];
}

describeProvider('hostinger', {
  options: { apiToken: 'opaque-api-token' },
  refusal: 401,
  fake: routedFake({
    base: 'https://developers.hostinger.com/api/dns/v1/zones',
    credentials: { authorization: 'Bearer opaque-api-token' },
    refused: [401, { message: 'Unauthenticated', correlation_id: 'c' }],
    routes: {
      'GET /{domain}': ({ zone }) => setsOf(zone).map((set) => shown.toSet(set, zone)),
      'PUT /{domain}': ({ body, zone }) => {
        const { overwrite, zone: sets } = body as Update;
        for (const set of sets.map((sent) => taken.fromSet(sent, { zone }))) {
          if (set.values.length === 0) refuse(422, { message: 'The records field is required.' });
          const values = [...(overwrite ? [] : (setAt(zone, set)?.values ?? [])), ...set.values];
          if (new Set(values).size < values.length) refuse(422, { message: 'DNS resource record is not unique' });
          writeSet(zone, { ...set, values });
        }
        return accepted;
      },
      'DELETE /{domain}': ({ body, zone }) => {
        const { filters } = body as { readonly filters: readonly { readonly name: string; readonly type: string }[] };
        for (const { name, type } of filters) writeSet(zone, { name, type, ttl: 0, values: [] });
        return accepted;
      },
    },
  }),
  cases: {
    'changes a TTL alone': {
      given: ['a 300 TXT one', 'a 300 TXT two'],
      updates: ['TXT/a/b25l', 'a 600 TXT one'],
      sends: ['GET /example.com', 'GET /example.com', ['PUT /example.com', { overwrite: true, zone: [changed] }]],
    },
  },
});
