import { createHmac } from 'node:crypto';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { jsonAnswer, restFake } from '../../../core/testing/fakes/index.js';

const secret = 'opaque-secret-key';
const done = { id: 'o1', state: 'success', reference: { id: 'r' } };

/** Keys of IAM, the API of today. https://openapi-v2.exoscale.com */
describeProvider('exoscale', {
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
      item: ({ id, name }) => ({ id, 'unicode-name': name }),
      wrap: ({ items }) => ({ 'dns-domains': items }),
    },
    records: {
      list: 'GET /dns-domain/{zone}/record',
      create: 'POST /dns-domain/{zone}/record',
      remove: 'DELETE /dns-domain/{zone}/record/{id}',
      form: { apex: '', priority: { MX: 'priority', SRV: 'priority' }, quotes: 'read' },
      wrap: ({ items }) => ({ 'dns-domain-records': items }),
      done: () => done,
    },
    routes: {
      'PUT /dns-domain/{zone}/record/{id}': ({ zone, params, body }) => {
        const { id = '' } = params;
        const before = zone.records.get(id);
        const { name, content, ttl, ...strange } = body as { name: string; content: string; ttl: number };
        const isSound = Object.keys(strange).length === 0;
        if (before === undefined || !isSound)
          return jsonAnswer({ message: 'Not found' }, before === undefined ? 404 : 400);
        zone.records.replace(id, { ...before, name: name || '@', content, ttl });
        return done;
      },
    },
  }),
});
