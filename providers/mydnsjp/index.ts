import { defineProvider, Failure } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const label = '_acme-challenge.';

/** The requests of the service's own hook for Certbot. https://www.mydns.jp/?MENU=030 */
export default defineProvider<typeof manifest>(({ options: { masterId, password }, http }) => {
  const api = http.extend({
    basic: { username: masterId, password },
    bodyFormat: 'form',
    responseFormat: 'text',
    // A page, which says `OK.` where the value was taken.
    explain({ ok, text }) {
      const words = text.replace(/<[^>]*>/g, ' ');
      return ok && !/\bOK\./.test(text) ? { code: 'API', message: words || 'no answer' } : undefined;
    },
  });

  return byValue(async (action, { fqdn, content }) => {
    if (!fqdn.startsWith(label)) throw new Failure('UNSUPPORTED', 'MyDNS.jp takes values at _acme-challenge alone');
    const body = {
      CERTBOT_DOMAIN: fqdn.slice(label.length),
      CERTBOT_VALIDATION: content,
      EDIT_CMD: action === 'add' ? 'REGIST' : 'DELETE',
    };
    await api.send('POST', 'https://www.mydns.jp/directedit.html', { body });
  });
});
