import { defineProvider } from '../../core/sdk/index.js';
import { explain, hostBillProvider, type ServiceZone } from '../families/hostbill/index.js';
import type manifest from './manifest.json';

/** https://secure.veesp.com/userapi#dns-96 */
export default defineProvider<typeof manifest, ServiceZone>(({ options: { username, password }, http }) =>
  hostBillProvider(http.extend({ baseUrl: 'https://secure.veesp.com/api', basic: { username, password }, explain })),
);
