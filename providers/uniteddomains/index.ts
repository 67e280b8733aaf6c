import { defineProvider } from '../../core/sdk/index.js';
import { type IonosZone, ionosProvider } from '../families/ionos/index.js';
import type manifest from './manifest.json';

/** https://www.united-domains.de/dns-apidoc/ */
export default defineProvider<typeof manifest, IonosZone>(({ options, http }) =>
  ionosProvider(http, 'https://dnsapi.united-domains.de/dns/v1', options.apiKey),
);
