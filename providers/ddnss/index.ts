import { defineProvider, type ExplainedFailure, type HttpResponse } from '../../core/sdk/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

/** A host below one of the service's domains, some of which are below others. */
const host = /^[^.]+\.(?:dyn\.|dyndns\.)?(?:ddnss|dyn-ip24|dyndns1|home-webserver|myhome-server|dynip)\.[a-z]+$/;

/** https://ddnss.de/info.php */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://ddnss.de',
    query: { key: options.key },
    responseFormat: 'text',
    explain,
  });

  return oneValueProvider({
    has: (zone) => host.test(zone),
    placeOf: (_name, zone) => zone,
    async write(_name, txt, zone) {
      await api.send('GET', '/upd.php', { query: { host: zone, txtm: txt === undefined ? 2 : 1, txt } });
    },
  });
});

/** A page that says how many hosts were updated, or lists what is wrong, in words of the protocol of dyndns.org. */
function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (!ok || /Updated [1-9]\d* hostname/.test(text)) return undefined;
  const message = text.match(/[a-z]+ : [^<]+/g)?.join(' ');
  if (message === undefined) return { code: 'RESPONSE', message: 'neither an update nor an error' };
  if (!/badauth/.test(message)) return { code: /notfqdn/.test(message) ? 'ZONE_NOT_FOUND' : 'API', message };
  return { code: 'AUTHENTICATION', message, hint: 'Check the update key, and that the host is in its account' };
}
