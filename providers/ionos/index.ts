import { defineProvider } from '../../core/sdk/index.js';
import { type IonosZone, ionosProvider } from '../families/ionos/index.js';
import type manifest from './manifest.json';

export default defineProvider<typeof manifest, IonosZone>(({ options, http }) => {
  const { prefix, secret, apiKey = `${prefix}.${secret}` } = options;
  return ionosProvider(http, 'https://api.hosting.ionos.com/dns/v1', apiKey);
});
