import { describeProvider } from '../../../core/testing/describe-provider.js';
import { zonomiFake } from '../families/zonomi.js';

describeProvider('rimuhosting', {
  options: { token: 'opaque-token' },
  isRead: ({ url }) => url.searchParams.get('action') === 'QUERY',
  fake: zonomiFake('https://rimuhosting.com/dns/dyndns.jsp'),
});
