import { bearer, describeProvider, jsonAnswer, restFake } from 'letsencrypt-dns/sdk/testing';
import manifest from '../manifest.json' with { type: 'json' };
import module from '../src/index.js';

const base = 'https://api.example.cloud/v1';

describeProvider(
  { manifest, module },
  {
    options: { token: 'opaque-token' },
    refusal: 401,
    // The API as its documentation has it: what is not in the tables is refused.
    fake: restFake({
      base,
      credentials: bearer('opaque-token'),
      zones: { list: 'GET /zones', filter: 'name' },
      records: {
        list: 'GET /zones/{zone}/records',
        create: 'POST /zones/{zone}/records',
        change: 'PUT /zones/{zone}/records/{id}',
        remove: 'DELETE /zones/{zone}/records/{id}',
        form: { fields: { name: 'host', content: 'value' }, priority: { MX: 'prio' } },
        filters: { type: 'type', name: 'host' },
        duplicate: jsonAnswer({ message: 'the record exists' }, 409),
      },
    }),
    // What the API's own ways are: each with the requests that it must come to.
    cases: {
      'sends the token with each request': {
        asks: [
          {
            request: `GET ${base}/zones?name=example.com`,
            headers: { authorization: 'Bearer opaque-token' },
            answer: [{ id: 'z1', name: 'example.com' }],
          },
        ],
        does: (service) => service.findZone(),
        gives: { id: 'z1', name: 'example.com' },
      },
    },
  },
);
