import { describeProvider, restFake } from 'letsencrypt-dns/sdk/testing';
import manifest from '../manifest.json' with { type: 'json' };
import module from '../src/index.js';

const records = '/zones/71/records';

describeProvider(
  { manifest, module },
  {
    options: { token: 'opaque-token' },
    refusal: 401,
    // The API as its documentation has it: what is not in the tables is refused. Its zone has the id 71, records 1, 2, 3.
    fake: restFake({
      base: 'https://api.example.cloud/v1',
      credentials: { authorization: 'Bearer opaque-token' },
      zones: { list: 'GET /zones', filter: 'name' },
      records: {
        at: '/zones/{zone}/records',
        form: { fields: { name: 'host', content: 'value' }, priority: { MX: 'prio' } },
        filters: { type: 'type', name: 'host' },
        duplicate: [409, { message: 'the record exists' }],
      },
    }),
    // What the service says when somebody looks for the zone, and what that is taken for.
    refusals: [[403, { message: 'this token may not read zones' }, ['AUTHENTICATION', /may not read zones/]]],
    // What the API's own ways are: each with the requests that it must come to.
    cases: {
      'creates by the id of the zone, with a relative name': {
        creates: '_acme-challenge 60 TXT one',
        sends: [
          'GET /zones?name=example.com',
          [`POST ${records}`, { type: 'TXT', host: '_acme-challenge', value: 'one', ttl: 60 }],
        ],
      },
      'removes by the id of the record': {
        given: ['a 60 TXT one', 'a 60 TXT two'],
        removes: 'a TXT two',
        sends: ['GET /zones?name=example.com', `GET ${records}?type=TXT&host=a`, `DELETE ${records}/2`],
      },
    },
  },
);
