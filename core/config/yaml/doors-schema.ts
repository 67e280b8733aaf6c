import { z } from 'zod';
import { doorNames } from '../doors.js';
import { list, text } from './forms.js';

/** The section `doors` of the YAML file; what its texts must be is checked by `readDoors`, which names their places. */

const doorName = z.enum(doorNames, `must be one of ${doorNames.join(', ')}`);

const tls = z.strictObject(
  {
    certificate: text().optional().describe('a certificate of this configuration; taken up anew when it is renewed'),
    cert: text().optional().describe('file with the chain, PEM'),
    key: text().optional().describe('file with the private key, PEM'),
  },
  'must be a map',
);

const client = z.strictObject(
  {
    name: text().describe('user name, key id of the external account binding, tenant in the log and the metrics'),
    secret: text().optional().describe('32 bytes, base64url, as `letsencrypt-dns doors secret` makes it'),
    secret_hash: text().optional().describe('in place of `secret`: its SHA-256; not for the door `acme`'),
    domains: list().optional().describe('what it may prove: exact names, `*.` (one label), `**.` (any depth)'),
    doors: z.array(doorName, 'must be a list').min(1, 'must not be empty').describe('the doors open to it'),
    from: list().optional().describe('addresses and networks that it may come from; left out: any'),
    certificates: list().optional().describe('lineages that it may fetch at the door `certificates`'),
    validate: z
      .enum(['http-01'], 'must be http-01')
      .optional()
      .describe('in place of a secret, with `from`: the hub validates at the device itself; for the door `acme`'),
  },
  'must be a map',
);

const certManager = z.strictObject(
  {
    group: text().describe('API group of the webhook'),
    solver: text().optional().describe('name of the solver (default `letsencrypt-dns`)'),
    front_proxy_ca: text().optional().describe("file with the CA of the API server's client certificate, PEM"),
    front_proxy_names: list()
      .optional()
      .describe(
        'common names that this certificate may have, as `requestheader-allowed-names` has them; left out: any',
      ),
    clients: z.record(z.string(), text(), 'must be a map').describe('namespace → client; `*` for all others'),
  },
  'must be a map',
);

export const doorsSchema = z.strictObject(
  {
    listen: text().describe('`[host:]port`; loopback where no host is given'),
    tls: tls.optional().describe('left out: loopback alone, behind a proxy for instance'),
    url: text().optional().describe('the address as clients see it; left out: made of `tls.certificate` and the port'),
    clients: z
      .array(client, 'must be a list')
      .min(1, 'must not be empty')
      .describe('who may come, and what for: all that a door may do is bound to one of them'),
    cert_manager: certManager.optional().describe("cert-manager's webhook solver"),
    acme_dns: z
      .strictObject(
        { zone: text().describe('zone of one of our providers, in which the accounts lie') },
        'must be a map',
      )
      .optional()
      .describe('acme-dns'),
  },
  'must be a map',
);

export type DoorsEntry = z.output<typeof doorsSchema>;
export type ClientEntry = DoorsEntry['clients'][number];
