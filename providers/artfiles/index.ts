import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  explainRefusals,
  Failure,
  type HttpResponse,
  path,
  quoteTxt,
  recordId,
  recordList,
  relativeName,
  unquoteTxt,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Dns = z.object({ data: z.object({ TXT: z.string().nullish() }) }).transform(({ data }) => data.TXT ?? '');
const Refused = z
  .object({ status: z.string().refine((status) => status !== 'OK'), error: z.unknown().optional() })
  .transform(({ status, error }) => ({ message: error || status }));

const explainRefusal = explainRefusals(Refused, [], 'API');

/** The API of an account on a server of its own sends there. */
function explain(response: HttpResponse): ExplainedFailure | undefined {
  const [, server] = /^https:\/\/([\w-]+)\.c\.artfiles\.de\//.exec(response.headers.location ?? '') ?? [];
  if (server === undefined) return explainRefusal(response);
  return { code: 'CONFIG', message: `the API of this account is at ${server}`, hint: `Give --server-name=${server}` };
}

/** https://support.artfiles.de/DCP-API#dns */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`https://${options.server}.c.artfiles.de/api`,
    basic: { username: options.username, password: options.password },
    explain,
  });

  return {
    async findZone(name) {
      const { text } = await api.send('GET', '/domain/get_domains.html', { responseFormat: 'text' });
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      const domains = lines.flatMap((line) => line.match(/^\s*\S+(?=\t)/) ?? []).map((given) => ({ name: given }));
      if (domains.length !== lines.length) throw new Failure('RESPONSE', 'the answer is no list of domains');
      return zoneNamed(domains, name);
    },

    /** A line of the text is a name, blanks, and the value in quotes. */
    ...recordList({
      async read({ name: domain }: Zone) {
        const text = await api.get('/dns/get_dns.html', Dns, { query: { domain } });
        return { items: text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [{ line }])) };
      },

      toItem: ({ name, content }) => ({ line: `${name} ${quoteTxt(content)}` }),

      fromItem({ line }, zone) {
        const [, given, value = ''] = /^\s*(\S+)\s+(.*)$/.exec(line) ?? [];
        if (given === undefined) return undefined;
        const record = { type: 'TXT', name: relativeName(given, zone.name), content: unquoteTxt(value) };
        return { id: recordId(record), ...record };
      },

      async write({ name: domain }, lines) {
        const TXT = lines.map(({ line }) => line).join('\n');
        // Everything is told in the address; the form is empty.
        const request = { query: { domain, TXT }, body: {}, bodyFormat: 'form', repeatable: true } as const;
        await api.send('POST', '/dns/set_dns.html', request);
      },
    }),
  };
});
