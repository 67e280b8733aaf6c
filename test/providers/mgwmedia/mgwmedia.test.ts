import { describeByValue, fqdn } from '../families/by-value.js';

const call = (action: string) => ({
  request: `GET https://api.mgw-media.de/record/${action}/${fqdn}/txt/one`,
  headers: { authorization: `Basic ${btoa('me:opaque-hash')}` },
});

describeByValue('mgwmedia', {
  options: { customer: 'me', apiHash: 'opaque-hash' },
  add: call('add'),
  remove: call('rm'),
  done: 'OK\n',
  refused: 'bad key',
});
