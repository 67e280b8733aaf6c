import { isFailure } from '../../../core/sdk/index.js';
import { describeProvider } from '../../../core/testing/describe-provider.js';
import {
  asObject,
  type Call,
  escapeHtml,
  htmlAnswer,
  itemForm,
  jsonAnswer,
  routedFake,
} from '../../../core/testing/fakes/index.js';

const base = 'https://my.world4you.com/en';
/** The login gives another session than its page. */
const visit = 'W4YSESSID=opaque-visit';
const cookie = 'W4YSESSID=opaque-session';
const shown = itemForm({ form: { fields: { content: 'value' }, names: 'full', priority: { MX: 'prio' } } });
const posted = itemForm({ form: { fields: { content: 'value' }, apex: '', priority: { MX: 'prio' } } });
const csrf =
  '<form action="https://my.world4you.com/en/login" id="loginForm"><input type="hidden" name="_csrf_token" value="opaque-csrf"></form>';

/** The tokens of forms are good for one time; each page has new ones. */
function createForms() {
  let made = 0;
  /** What the next page says of the form that was sent. */
  let said = '';
  const forms = ['AddDnsRecordForm', 'EditDnsRecordForm', 'DeleteDnsRecordForm'];
  return {
    page({ zone }: Pick<Call, 'zone'>): ReturnType<typeof htmlAnswer> {
      made += 1;
      const items = zone.records.all().map(([id, record]) => {
        const { ttl: _own, prio = '', ...item } = shown.toItem(record, id, zone) as Record<string, unknown>;
        return { ...item, prio: String(prio) };
      });
      const inputs = forms.map(
        (name) => `<form name="${name}"><input type="hidden" name="${name}[uniqueFormIdDP]" value="unique-${made}">
          <input type="hidden" name="${name}[_token]" value="token-${made}"><input type="text" name="${name}[value]"></form>`,
      );
      const notice = said;
      said = '';
      return htmlAnswer(`${notice}<meta id="currentDns" data-records="${escapeHtml(JSON.stringify(items))}">
        ${inputs.join('')}`);
    },
    /** The fields of a form without its name. */
    read(body: unknown, name: string): Record<string, string> | undefined {
      const sent = asObject(body) as Record<string, string>;
      const isOurs = Object.keys(sent).every((field) => field.startsWith(`${name}[`));
      if (
        !isOurs ||
        sent[`${name}[_token]`] !== `token-${made}` ||
        sent[`${name}[uniqueFormIdDP]`] !== `unique-${made}`
      )
        return undefined;
      made += 1;
      said = '<div class="alert-notification">The DNS record has been changed successfully</div>';
      return Object.fromEntries(
        Object.entries(sent).flatMap(([field, value]) => {
          const own = /\[(name|type|prio|value|id)\]$/.exec(field)?.[1];
          return own === undefined ? [] : [[own, value]];
        }),
      );
    },
  };
}

const invalid = htmlAnswer('<div class="form-error-message">The CSRF token is invalid.</div>');
const done = ({ zone }: Call) => htmlAnswer('', { location: `${base}/${zone.id}/dns` }, 302);

function fake() {
  const forms = createForms();
  return routedFake({
    base,
    credentials: ({ url, headers }) => headers.cookie === cookie || url.pathname === '/en/login',
    refused: htmlAnswer('', { location: `${base}/login` }, 302),
    routes: {
      'GET /login': () => htmlAnswer(csrf, { 'set-cookie': `${visit}; path=/; HttpOnly` }),
      'POST /login': ({ body, request }) => {
        const { _username, _password, _csrf_token } = asObject(body);
        const isRight = _username === '4711' && _password === 'opaque-password' && _csrf_token === 'opaque-csrf';
        if (request.headers['x-requested-with'] !== 'XMLHttpRequest' || request.headers.cookie !== visit)
          return invalid;
        if (!isRight) return { success: false, message: 'Invalid credentials.' };
        const { headers, ...welcome } = jsonAnswer({ success: true, message: null });
        return { ...welcome, headers: { ...headers, 'set-cookie': `${cookie}; path=/; HttpOnly` } };
      },
      'GET /': ({ account }) => {
        const items = account.zones.map(({ id, name }) => ({ id: Number(id), fqdn: name, description: 'DomainPaket' }));
        items.push({ id: 9, fqdn: null as never, description: 'MailPaket' });
        return htmlAnswer(`<script type="application/json" id="paketListData">${JSON.stringify({ items })}</script>`);
      },
      'GET /{zone}/dns': (call) => forms.page(call),
      'POST /{zone}/dns': (call) => {
        const isNew = Object.keys(asObject(call.body)).some((field) => field.startsWith('Add'));
        const fields = forms.read(call.body, isNew ? 'AddDnsRecordForm' : 'EditDnsRecordForm');
        if (fields === undefined) return invalid;
        const { id = '', prio, ...item } = fields;
        const record = posted.fromItem(
          { ...item, ...(prio !== undefined && { prio: Number(prio) }), ttl: 3600 },
          call.zone,
        );
        if (isNew) call.zone.records.insert(record);
        else call.zone.records.replace(id, record);
        return done(call);
      },
      'POST /{zone}/dns/record/delete': (call) => {
        const fields = forms.read(call.body, 'DeleteDnsRecordForm');
        if (fields === undefined) return invalid;
        call.zone.records.remove(fields.id ?? '');
        return done(call);
      },
    },
  })();
}

const page = (text: string) => [200, text, { 'content-type': 'text/html' }] as const;
const two = ['one', 'two'].map((value, index) => ({ id: index + 1, type: 'TXT', name: 'a', value, prio: '' }));
const refusing = page(
  `<meta data-records="${escapeHtml(JSON.stringify(two))}"><form name="DeleteDnsRecordForm">
    <input type="hidden" name="DeleteDnsRecordForm[_token]" value="t"></form><div class="form-error-message">Not now</div>`,
);

const login = (answer: object) => [
  { request: `GET ${base}/login`, answer: csrf, answerHeaders: { 'set-cookie': cookie } },
  {
    request: `POST ${base}/login`,
    body: '_username=4711&_password=opaque-password&_csrf_token=opaque-csrf',
    headers: { cookie, 'x-requested-with': 'XMLHttpRequest' },
    answer,
  },
];

describeProvider('world4you', {
  exceptions: { 'gives a record the TTL that it was asked for': 'The form has no TTL.' },
  options: { username: '4711', password: 'opaque-password' },
  fake,
  cases: {
    'logs in anew where the session is over': {
      given: ['a TXT one'],
      lists: {},
      answers: { 'GET /71/dns': [[302, '', { location: `${base}/login` }]] },
      gives: ['1 a.example.com - TXT one'],
    },
    'gives a mail server without a priority the usual one': {
      creates: '@ 60 MX mail.example.net',
      leaves: ['@ MX 10 mail.example.net'],
    },
    'says why a form was not taken, and is not misled by records that are alike': {
      given: ['a TXT two', 'b TXT one'],
      creates: 'a 60 TXT one',
      answers: {
        'POST /71/dns': page('<div class="form-error-message"> </div><div class="alert-notification">Nope</div>'),
      },
      fails: ['API', /: Nope/],
    },
    'says it of a removal, too, in the words of the page after it': {
      given: ['a TXT one', 'a TXT two'],
      removes: 'a TXT two',
      answers: { 'POST /71/dns/record/delete': [302, '', { location: `${base}/71/dns` }], 'GET /71/dns': refusing },
      fails: ['API', /: Not now/],
    },
    'says that nothing was changed, though no page says why': {
      creates: 'a 60 TXT one',
      answers: { 'POST /71/dns': page('') },
      fails: (error) => isFailure(error, 'API') && !/undefined/.test(error.message),
    },
    'takes a form without its token for a changed page': {
      creates: 'a 60 TXT one',
      answers: { 'GET /71/dns': page('<meta data-records="[]"><form name="AddDnsRecordForm"></form>') },
      fails: ['RESPONSE', /has no token/],
    },
    'says why the login was refused': {
      asks: login({ success: false, message: 'Invalid credentials.' }),
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'AUTHENTICATION') && /Invalid credentials/.test(error.message),
    },
    'takes a page without its list for a changed one': {
      asks: [...login({ success: true }), { request: `GET ${base}/`, answer: '<p>Welcome to our new pages</p>' }],
      does: (service) => service.findZone(),
      fails: (error) => isFailure(error, 'RESPONSE') && /list of packages: it was changed/.test(error.message),
    },
  },
});
