import { describeCases } from '../../../core/testing/index.js';
import { describeByValue, fqdn } from '../families/by-value.js';

const base = 'https://namemaster.de/api/api.php';
const call = (query: string) => `GET ${base}?User=me&Password=opaque-hash&${query}`;
const find = { request: call(`Typ=acme&hostname=${fqdn}&Action=getzone&antwort=csv`), answer: 'example.com\n' };
const options = { user: 'me', sha256: 'opaque-hash' };

describeByValue('namemaster', {
  options,
  find,
  add: {
    request: call(`Antwort=csv&Typ=ACME&zone=example.com&hostname=${fqdn}&TXT=one&Action=Auto&Lifetime=3600`),
  },
  done: '1;Success;\n',
  refused: 'bad key',
});

describeCases('namemaster', {
  base,
  options,
  cases: {
    'takes the zone above for none': { asks: [{ ...find, answer: 'com\n' }], fails: 'ZONE_NOT_FOUND' },
    'knows a name that is not there': { asks: [{ ...find, answer: 'hostname not found' }], fails: 'ZONE_NOT_FOUND' },
    'takes nothing else for a zone': { asks: [{ ...find, answer: 'wrong user' }], fails: ['API', /wrong user/] },
  },
});
