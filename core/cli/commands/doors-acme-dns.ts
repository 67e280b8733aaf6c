import { openApplication } from '../../application/open-application.js';
import { tokens } from '../../application/tokens.js';
import { checkDomain } from '../../config/domain-name.js';
import { coversProof } from '../../config/domain-pattern.js';
import { acmeDnsAccounts, addAccount } from '../../doors/acme-dns/accounts.js';
import { Failure } from '../../sdk/failure.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';

/** How long the daemon's pass is waited for, in milliseconds. */
const waitMs = 60_000;

/** `letsencrypt-dns doors acme-dns CLIENT DOMAIN`: makes an account, and prints it as ACME clients keep it. */
export async function doorsAcmeDnsCommand(context: CommandContext, client: string, text: string): Promise<number> {
  const application = await openApplication({ ...context, credentials: 'optional' });
  try {
    const { doors } = application.state;
    const place = doors?.place;
    const fault = (message: string, hint: string) => new Failure('CONFIG', message, { hint, ...(place && { place }) });
    if (doors === undefined)
      throw fault('the configuration has no section `doors`', 'Add one; docs/doors.md has an example');
    const { acmeDns, url } = doors;
    if (acmeDns === undefined) throw fault('`doors` has no `acme_dns`', 'Give it the zone in which the accounts lie');
    const found = doors.clients.find(({ name }) => name === client);
    if (found === undefined) throw fault(`there is no client ${client}`, 'See `letsencrypt-dns doors list`');
    if (!found.doors.includes('acme-dns'))
      throw fault(`${client} has not got the door acme-dns`, 'Add it to its `doors`');
    const checked = checkDomain(text.replace(/^\*\./, ''));
    if ('fault' in checked) throw new Failure('CONFIG', `\`${text}\` is no domain name`);
    const domain = checked.name;
    if (!coversProof(found.domains, domain))
      throw fault(`${domain} is not a name of ${client}`, 'Add it to its `domains`');
    const { store } = application.container.resolve(tokens.passServices);
    const lease = await store.lease('directory', { command: 'letsencrypt-dns doors acme-dns', wait: waitMs });
    try {
      const account = await addAccount(acmeDnsAccounts(store), { client, allowFrom: [], domain });
      const made = { ...account, fulldomain: `${account.subdomain}.${acmeDns.zone}`, allowfrom: [] };
      printResult(render(domain, `${url}/acme-dns`, made, context.globals.json === true));
    } finally {
      await lease.release();
    }
    return exitCodes.done;
  } finally {
    await application.close();
  }
}

interface Made {
  readonly username: string;
  readonly password: string;
  readonly subdomain: string;
  readonly fulldomain: string;
  readonly allowfrom: readonly string[];
}

/** The same account in the forms that others keep. */
function render(domain: string, server: string, account: Made, json: boolean): string {
  const { username, password, subdomain, fulldomain } = account;
  const cname = { name: `_acme-challenge.${domain}`, target: fulldomain };
  const certManager = { [domain]: account };
  const lego = { [domain]: { ...account, server_url: server } };
  if (json) return JSON.stringify({ cname, server, account, lego, cert_manager: certManager }, undefined, 2);
  return [
    'The record that leads there, in the zone of the domain:',
    `  ${cname.name}. CNAME ${fulldomain}.`,
    '',
    'lego and Traefik (the file of ACME_DNS_STORAGE_PATH):',
    `  ACME_DNS_API_BASE=${server}`,
    `  ${JSON.stringify(lego)}`,
    '',
    'acme.sh (--dns dns_acmedns):',
    `  export ACMEDNS_BASE_URL=${server}`,
    `  export ACMEDNS_USERNAME=${username}`,
    `  export ACMEDNS_PASSWORD=${password}`,
    `  export ACMEDNS_SUBDOMAIN=${subdomain}`,
    '',
    'cert-manager (the secret of accountSecretRef):',
    `  ${JSON.stringify(certManager)}`,
  ].join('\n');
}
