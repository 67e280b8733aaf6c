import { describeByValue } from '../families/by-value.js';

const call = (action: string) => ({
  request: 'POST https://www.webnames.ru/scripts/json_domain_zone_manager.pl',
  body: `apikey=opaque-key&domain=example.com&type=TXT&record=_acme-challenge%3Aone&action=${action}`,
});

describeByValue('webnamesru', {
  options: { apiKey: 'opaque-key' },
  add: call('add'),
  remove: call('delete'),
  done: { result: 'OK', details: 1 },
  refused: { result: 'ERROR', details: 'bad key' },
});
