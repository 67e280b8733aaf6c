import { defineProvider } from '../../core/sdk/index.js';
import { active24Provider } from '../families/active24/index.js';
import type manifest from './manifest.json';

/** https://rest.websupport.sk/v2/docs */
export default defineProvider<typeof manifest, { name: string; id: number; serviceName: string }>(
  ({ options, http, now }) => active24Provider({ http, now, host: 'websupport.sk', ...options }),
);
