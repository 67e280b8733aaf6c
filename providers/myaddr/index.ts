import { defineProvider } from '../../core/sdk/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

/** https://myaddr.tools/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const keys = new Map(
    options.keys.split(',').map((pair) => {
      const [name = '', key = ''] = pair.trim().split(':');
      return [name.toLowerCase(), key];
    }),
  );
  http.hide(...keys.values());
  const api = http.extend({ baseUrl: 'https://myaddr.tools', responseFormat: 'text', repeatable: true });

  /** A zone is one name, below one of three domains. */
  const keyOf = (zone: string) => keys.get(zone.replace(/\.myaddr\.(tools|dev|io)$/, ''));

  return oneValueProvider({
    has: (zone) => keyOf(zone) !== undefined,
    async write(_host, value, zone) {
      // A challenge goes by itself.
      if (value === undefined) return;
      await api.send('POST', '/update', { body: { key: keyOf(zone), acme_challenge: value } });
    },
  });
});
