import { describeProvider } from '../../../core/testing/describe-provider.js';
import { zonomiFake } from '../families/zonomi.js';

describeProvider('rimuhosting', {
  options: { token: 'opaque-token' },
  isRead: ({ url }) => url.searchParams.get('action') === 'QUERY',
  fake: zonomiFake('https://rimuhosting.com/dns/dyndns.jsp'),
  cases: {
    'keeps priorities of other services': {
      given: ['a 300 SRV 10 5 5060 one.example.net'],
      creates: 'a 60 SRV 20 5 5060 two.example.net',
      leaves: ['a SRV 10 5 5060 one.example.net', 'a SRV 20 5 5060 two.example.net'],
    },
  },
});
