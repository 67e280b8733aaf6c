import { describeByValue, fqdn } from '../families/by-value.js';

const call = (method: string) => ({
  request: `${method} https://api.kinghost.net/acme/dns.json`,
  headers: { 'x-auth-email': 'me@example.org', 'x-auth-key': 'opaque-password' },
  body: `name=${fqdn}&content=one`,
});

describeByValue('kinghost', {
  options: { username: 'me@example.org', password: 'opaque-password' },
  add: call('POST'),
  remove: call('DELETE'),
  done: { status: 'ok' },
  refused: { status: 'error', message: 'bad key' },
});
