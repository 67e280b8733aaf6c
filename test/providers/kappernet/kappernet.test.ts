import { describeCases } from '../../../core/testing/index.js';
import { describeByValue, fqdn } from '../families/by-value.js';

const base = 'https://dnspanel.kapper.net/API/1.2';
const call = (query: string) => `GET ${base}?APIKey=opaque-key&APISecret=opaque-secret&${query}`;
const data = `{"name":"${fqdn}","type":"TXT","content":"one","ttl":"3600","prio":""}`;
const find = { request: call('action=list&subject=example.com'), answer: { OK: true, data: [] } };
const options = { key: 'opaque-key', secret: 'opaque-secret' };

describeByValue('kappernet', {
  options,
  find,
  add: { request: call(`action=new&subject=example.com&data=${data}`) },
  remove: { request: call(`action=del&subject=${fqdn}&data=${data}`) },
  done: { OK: true },
  refused: { OK: false, message: 'bad key' },
});

describeCases('kappernet', {
  base,
  options,
  cases: {
    'knows a zone that is not there': { asks: [{ ...find, answer: { OK: false } }], fails: 'ZONE_NOT_FOUND' },
    'takes nothing else for a zone that is not there': { asks: [{ ...find, answer: {} }], fails: 'RESPONSE' },
  },
});
