import { describeByValue, fqdn } from '../families/by-value.js';

const call = (ope: string) => ({
  request: 'POST https://www.tele3.cz/acme/',
  body: { key: 'me', secret: 'opaque-secret', ope, domain: fqdn, value: 'one' },
});

describeByValue('tele3', {
  options: { key: 'me', secret: 'opaque-secret' },
  add: call('add'),
  remove: call('rm'),
  done: 'success\n',
  refused: 'bad key',
});
