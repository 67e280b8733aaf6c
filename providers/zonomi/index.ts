import { defineProvider } from '../../core/sdk/index.js';
import { zonomiProvider } from '../families/zonomi/index.js';
import type manifest from './manifest.json';

const addresses = {
  zonomi: 'https://zonomi.com/app/dns/dyndns.jsp',
  rimuhosting: 'https://rimuhosting.com/dns/dyndns.jsp',
} as const;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const { entrypoint, token } = options;
  return zonomiProvider(http, entrypoint === 'rimuhosting' ? addresses.rimuhosting : addresses.zonomi, token);
});
