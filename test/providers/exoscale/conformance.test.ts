import { createHmac } from 'node:crypto';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { asObject, itemForm, jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const secret = 'opaque-secret-key';
const form = { apex: '', priority: { MX: 'priority', SRV: 'priority' }, quotes: 'read' } as const;
const items = itemForm({ form });
const done = { id: 'o1', state: 'success', reference: { id: 'r' } };

/** Keys of IAM, the API of today. https://openapi-v2.exoscale.com */
describeProvider('exoscale', {
  keepsType: true,
  options: { key: 'EXOopaque', secret },
  fake: restFake({
    base: 'https://api-ch-gva-2.exoscale.com/v2',
    credentials: ({ method, url, headers, body }) => {
      const [, expires = '', signature] =
        /^EXO2-HMAC-SHA256 credential=EXOopaque,expires=(\d+),signature=(.+)$/.exec(headers.authorization ?? '') ?? [];
      const text = [`${method} ${url.pathname}`, body, '', '', expires].join('\n');
      return signature === createHmac('sha256', secret).update(text).digest('base64');
    },
    refused: jsonAnswer({ message: 'Invalid authentication' }, 403),
    zones: {
      list: 'GET /dns-domain',
      one: 'GET /dns-domain/{zone}',
      item: ({ id, name }) => ({ id, 'created-at': '2026-11-28T12:00:00Z', 'unicode-name': name }),
      wrap: ({ items }) => ({ 'dns-domains': items }),
    },
    records: {
      list: 'GET /dns-domain/{zone}/record',
      create: 'POST /dns-domain/{zone}/record',
      remove: 'DELETE /dns-domain/{zone}/record/{id}',
      form,
      wrap: ({ items }) => ({ 'dns-domain-records': items }),
      done: () => done,
    },
    routes: {
      'PUT /dns-domain/{zone}/record/{id}': ({ zone, params, body }) => {
        const { id = '' } = params;
        const before = zone.records.get(id);
        if (before === undefined) return jsonAnswer({ message: 'Not found' }, 404);
        if ('type' in asObject(body)) return jsonAnswer({ message: 'a type stays as it is' }, 400);
        zone.records.replace(id, items.fromItem({ ...asObject(body), type: before.type }, zone));
        return done;
      },
    },
  }),
});
