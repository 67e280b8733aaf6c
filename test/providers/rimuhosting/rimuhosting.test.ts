import { describeProvider } from '../../../core/testing/describe-provider.js';
import { zonomiFake } from '../families/zonomi.js';

describeProvider('rimuhosting', {
  options: { token: 'opaque-token' },
  exceptions: { 'tells records apart that differ in their priority alone': 'they go by their value' },
  isRead: ({ url }) => url.searchParams.get('action') === 'QUERY',
  fake: zonomiFake('https://rimuhosting.com/dns/dyndns.jsp'),
});
