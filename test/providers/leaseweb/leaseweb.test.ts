import { fqdn, fromPresentation, relativeName, toPresentation } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import { header, setFake } from '../../../core/testing/fakes/index.js';

interface Body {
  readonly name?: string;
  readonly type?: string;
  readonly ttl: number;
  readonly content: readonly string[];
}

const gone = { correlationId: '289346a1', errorCode: '404', errorMessage: 'Resource not found' };
const sets = '/domains/{domain}/resourceRecordSets';

describeProvider('leaseweb', {
  options: { apiKey: 'opaque-api-key' },
  refusal: 401,
  fake: setFake({
    base: 'https://api.leaseweb.com/hosting/v2',
    credentials: header('x-lsw-auth', 'opaque-api-key'),
    missing: [404, gone],
    zones: { one: 'GET /domains/{domain}', item: ({ name }) => ({ domainName: name }) },
    sets: {
      list: `GET ${sets}`,
      one: `GET ${sets}/{name}/{type}`,
      create: `POST ${sets}`,
      change: `PUT ${sets}/{name}/{type}`,
      remove: `DELETE ${sets}/{name}/{type}`,
      toName: (name, zone) => fqdn(name, zone.name),
      gone,
      pages: { by: 'offset', parameter: 'offset', size: 'limit', usual: 50 },
      wrap: ({ items, total, offset, size }) => ({
        resourceRecordSets: items,
        _metadata: { totalCount: total, offset, limit: size },
      }),
      toSet: ({ type, name, ttl, values }, zone) => ({
        name: fqdn(name, zone.name),
        type,
        ttl,
        editable: true,
        content: values.map((value) => (type === 'TXT' ? value : toPresentation({ type, content: value }))),
      }),
      fromSet({ name, type, ttl, content }: Body, params, zone) {
        // What names a set may not be sent again with its change.
        if ((name === undefined) !== (params.name !== undefined)) throw new Error('name is read-only');
        const given = type ?? params.type ?? '';
        const values = content.map((value) => (given === 'TXT' ? value : fromPresentation(given, value)));
        if (given !== 'TXT' && content.some((value) => value !== toPresentation({ type: given, content: value })))
          throw new Error('a host has no final dot');
        return { type: given, name: relativeName(name ?? params.name ?? '', zone.name), ttl, values };
      },
    },
  }),
});
