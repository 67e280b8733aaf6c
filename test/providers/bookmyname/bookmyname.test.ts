import { describeByValue, fqdn } from '../families/by-value.js';

const call = (action: string) => ({
  request: `GET https://www.bookmyname.com/dyndns/?hostname=${fqdn}&type=txt&ttl=300&do=${action}&value=%22one%22`,
  headers: { authorization: `Basic ${btoa('ABCDE-FREE:opaque-password')}` },
});

describeByValue('bookmyname', {
  options: { username: 'ABCDE-FREE', password: 'opaque-password' },
  add: call('add'),
  remove: call('remove'),
  done: 'good: update done, cid 123, domain id 456, type txt, ip "one"',
  removed: 'good: remove done 0, cid 123, domain id 456, ttl 300, type txt, ip "one"',
  refused: `notfqdn: Host ${fqdn} malformed / bad key`,
});
