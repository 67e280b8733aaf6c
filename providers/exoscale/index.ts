import { type DnsProvider, defineProvider } from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createVersion1 } from './version-1.js';
import { createVersion2 } from './version-2.js';

/** Keys of IAM, the only ones that can be made today. */
const iamKey = /^EXO/;

export default defineProvider<typeof manifest>(({ options, http, now, signal }): DnsProvider => {
  const { key, secret, apiEndpoint } = options;
  return iamKey.test(key)
    ? createVersion2({ key, secret }, { http, now, signal, endpoint: apiEndpoint })
    : createVersion1(http, { key, secret });
});
