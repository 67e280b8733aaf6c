import { defineProvider, path } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.ip-projects.de/v1/dns/acme',
    headers: { 'x-api-key': options.apiKey },
  });

  return byValue(async (action, { fqdn, content }) => {
    await api.send('POST', path`/${action}`, { body: { domain: fqdn, key: fqdn, value: content } });
  });
});
