import { recordId } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/index.js';
import { createFakeSakuracloud } from './fake.js';

const filter = '"Filter": {"Provider.Class": "dns", "Name": "example.com"}';
const found = [`{${filter}}`, `{"From": 1, ${filter}}`].map((text) => `GET ?${encodeURIComponent(text)}`);
const foreign = { Name: '@', Type: 'MX', RData: '10 mail.example.com.', TTL: 300, Comment: 'not ours' };
const txt = (RData: string, TTL = 60) => ({ Name: 'a', Type: 'TXT', RData, TTL });
const cname = (Name: string, RData: string) => ({ Name, Type: 'CNAME', RData, TTL: 300 });
const dns = (...items: object[]) => ({
  CommonServiceItem: { Settings: { DNS: { ResourceRecordSets: items, Other: 'kept' } } },
});
const answers = (...items: object[]) => ({ 'GET /71': [200, dns(...items)], PUT: [200, { Success: true }] }) as const;

describeProvider('sakuracloud', {
  options: { token: 'token', secret: 'secret' },
  refusal: 401,
  fake: createFakeSakuracloud,
  refusals: [
    [401, { error_code: 'unauthorized', error_msg: 'no such key' }, ['AUTHENTICATION', /no such key.* unauthorized/]],
  ],
  cases: {
    'adds a value and writes everything else back as it was': {
      creates: 'a 60 TXT two',
      answers: answers(foreign, txt('one')),
      sends: [...found, 'GET /71', ['PUT /71', dns(foreign, txt('one'), txt('two'))]],
    },
    'writes nothing where the record is there already': {
      given: ['a 3600 TXT one'],
      creates: 'a 60 TXT one',
      sends: [...found, 'GET /71'],
    },
    'removes several values in one write': {
      removes: ['a TXT one', 'a TXT three'],
      answers: answers(foreign, txt('one'), txt('two'), txt('three')),
      sends: [...found, 'GET /71', 'GET /71', ['PUT /71', dns(foreign, txt('two'))]],
    },
    'updates in place': {
      updates: [recordId({ type: 'CNAME', name: 'www', content: 'old.example.org' }), 'web 300 CNAME new.example.org'],
      answers: answers(cname('www', 'old.example.org.'), foreign),
      sends: [...found, 'GET /71', ['PUT /71', dns(cname('web', 'new.example.org.'), foreign)]],
    },
  },
});
