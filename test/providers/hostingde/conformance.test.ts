import { describeProvider } from '../../../core/testing/describe-provider.js';
import { hostingDeFake } from '../hostingde/fake.js';

describeProvider('hostingde', {
  options: { token: 'opaque-token', retryWaitTime: 0 },
  isRead: ({ url }) => url.pathname.endsWith('Find'),
  fake: hostingDeFake('https://secure.hosting.de'),
});
