import { defineProvider } from '../../core/sdk/index.js';
import { westcnProvider } from '../families/westcn/index.js';
import type manifest from './manifest.json';

/** https://www.west.cn/CustomerCenter/doc/domain_v2.html */
export default defineProvider<typeof manifest>(({ options, http, now }) =>
  westcnProvider({ http, now, baseUrl: 'https://api.west.cn/api/v2', ...options }),
);
