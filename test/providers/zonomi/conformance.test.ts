import { describeProvider } from '../../../core/testing/describe-provider.js';
import { zonomiFake } from './fake.js';

describeProvider('zonomi', {
  options: { token: 'opaque-token', entrypoint: 'zonomi' },
  isRead: ({ url }) => url.searchParams.get('action') === 'QUERY',
  fake: zonomiFake('https://zonomi.com/app/dns/dyndns.jsp'),
});
