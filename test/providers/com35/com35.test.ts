import { describeProvider } from '../../../core/testing/describe-provider.js';
import { westcnFake } from '../families/westcn.js';

describeProvider('com35', {
  options: { username: 'me', password: 'opaque-password' },
  isRead: ({ url }) => /act=get/.test(url.search),
  fake: westcnFake('https://api.35.cn/api/v2'),
});
