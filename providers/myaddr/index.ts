import { defineProvider, Failure } from '../../core/sdk/index.js';
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

  function keyOf(host: string): string | undefined {
    const [, name = ''] = /^(?:.+\.)?([^.]+)\.myaddr\.(?:tools|dev|io)$/.exec(host) ?? [];
    return keys.get(name);
  }

  return oneValueProvider({
    has: (zone) => /^[^.]+\.myaddr\.\w+$/.test(zone) && keyOf(zone) !== undefined,
    async write(host, value) {
      // A challenge goes by itself.
      if (value === undefined) return;
      const key = keyOf(host);
      if (key === undefined) throw new Failure('ZONE_NOT_FOUND', `there is no private key for ${host}`);
      await api.send('POST', '/update', { body: { key, acme_challenge: value } });
    },
  });
});
