import { describeByValue, fqdn } from '../families/by-value.js';

const call = (action: string) => ({
  request: `POST https://api.ip-projects.de/v1/dns/acme/${action}`,
  headers: { 'x-api-key': 'opaque-api-key' },
  body: { domain: fqdn, key: fqdn, value: 'one' },
});

describeByValue('ipprojects', {
  options: { apiKey: 'opaque-api-key' },
  add: call('add'),
  remove: call('remove'),
  done: { success: true },
});
