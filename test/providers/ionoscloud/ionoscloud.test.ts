import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { bearer, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const base = 'https://dns.de-fra.ionos.com';
const pages = { by: 'offset', parameter: 'offset', size: 'limit', usual: 100, largest: 1000 } as const;
const error = (status: number, errorCode: string, message: string) =>
  jsonAnswer({ httpStatus: status, messages: [{ errorCode, message }] }, status);

describeProvider('ionoscloud', {
  options: { apiToken: 'opaque-token' },
  refusal: 401,
  fake: restFake({
    base,
    credentials: bearer('opaque-token'),
    refused: error(401, 'paas-auth-1', 'Unauthorized, wrong or no api key provided to process this request'),
    zones: {
      list: 'GET /zones',
      item: ({ id, name }) => ({ id, type: 'zone', properties: { zoneName: name, enabled: true } }),
      wrap: ({ items, offset, size }) => ({ type: 'collection', offset, limit: size, items }),
      filter: 'filter.zoneName',
      pages,
    },
    records: {
      list: 'GET /zones/{zone}/records',
      create: 'POST /zones/{zone}/records',
      change: 'PUT /zones/{zone}/records/{id}',
      remove: 'DELETE /zones/{zone}/records/{id}',
      form: { apex: '', priority: { MX: 'priority', SRV: 'priority' } },
      wrap: ({ items, offset, size }) => ({
        offset,
        limit: size,
        items: items.map((item) => ({
          id: (item as { id: string }).id,
          type: 'record',
          properties: { ...item, enabled: true },
        })),
      }),
      wrapOne: { in: 'properties' },
      done: (item) => jsonAnswer(item ?? {}, 202),
      duplicate: error(409, 'paas-feature-3', 'record already exists'),
      gone: error(404, 'paas-feature-2', 'Resource does not exist'),
      pages,
    },
  }),
  cases: {
    'tells a refused token in the words of the API': {
      asks: [
        {
          request: `GET ${base}/zones?filter.zoneName=example.com`,
          status: 401,
          answer: { httpStatus: 401, messages: [{ errorCode: 'paas-auth-1', message: 'Unauthorized' }] },
        },
      ],
      does: (service) => service.findZone(),
      fails: (reason) => isFailure(reason, 'AUTHENTICATION') && reason.serviceCode === 'paas-auth-1',
    },
  },
});
