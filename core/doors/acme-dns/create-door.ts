import { z } from 'zod';
import { networkMatcher, parseNetwork } from '../../config/networks.js';
import { createZoneLock } from '../../dns/zone-lock.js';
import { type CreateDoor, type DoorAnswer, type DoorCall, DoorRefusal, type DoorShape } from '../door.js';
import { parseBody } from '../txt/parse-body.js';
import { openProofs } from '../txt/proofs.js';
import { atProvider } from '../txt/provider-refusal.js';
import { type AcmeDnsAccount, acmeDnsAccounts, addAccount, findAccount } from './accounts.js';

/** lego and cert-manager send `null` where they have nothing to say. */
const Registration = z.object({ allowfrom: z.array(z.string()).max(50).nullish() }).nullable();
const Update = z.object({ subdomain: z.string(), txt: z.string() });

/** Accounts of one client: each is good for one name. */
const mostAccounts = 1000;
/** Values at the name of an account: an apex and its wildcard are proved at the same time. */
const mostValues = 2;

/** https://github.com/joohoi/acme-dns#api; `register` wants a client, since a name in our zone is worth something. */
export const createDoor: CreateDoor = async (context) => {
  const proofs = await openProofs(context);
  const accounts = acmeDnsAccounts(context.services().store);
  const inLine = createZoneLock();

  function zone(): string {
    const { acmeDns } = context.settings();
    if (acmeDns === undefined) throw new DoorRefusal(404, 'acme_dns_not_configured');
    return acmeDns.zone;
  }

  async function register(call: DoorCall): Promise<DoorAnswer> {
    const { name: client } = call.gate.basic();
    const parent = zone();
    const asked = call.body.length === 0 ? null : parseBody(call.body, Registration, 'malformed_json_payload');
    const allowFrom = asked?.allowfrom ?? [];
    if (allowFrom.some((network) => parseNetwork(network) === undefined))
      throw new DoorRefusal(400, 'invalid_allowfrom_cidr');
    const account = await context.hold(async () => {
      const own = [...(await accounts.all()).values()].filter((one) => one.client === client);
      if (own.length >= mostAccounts) throw new DoorRefusal(429, 'too_many_accounts', { 'Retry-After': '3600' });
      return addAccount(accounts, { client, allowFrom, domain: undefined });
    });
    const fulldomain = `${account.subdomain}.${parent}`;
    call.note([fulldomain]);
    return json(201, { ...account, fulldomain, allowfrom: allowFrom });
  }

  async function update(call: DoorCall): Promise<DoorAnswer> {
    call.gate.assertPatience();
    const account = await findAccount(accounts, header(call, 'x-api-user'), header(call, 'x-api-key'));
    if (account === undefined) return call.gate.wrong('forbidden');
    call.gate.known(account.client);
    if (account.allowFrom.length > 0 && !networkMatcher(account.allowFrom)(call.address)) {
      throw new DoorRefusal(401, 'forbidden');
    }
    const { subdomain, txt } = parseBody(call.body, Update, 'malformed_json_payload');
    if (subdomain !== account.subdomain) throw new DoorRefusal(401, 'forbidden');
    if (!/^[\w-]{43}$/.test(txt)) throw new DoorRefusal(400, 'bad_txt');
    const name = `${subdomain}.${zone()}`;
    call.note([name]);
    await atProvider(call, () => inLine(name, () => write(account, name, txt)));
    return json(200, { txt });
  }

  /** There is no call that removes a value: the last two stay, and then age. */
  async function write({ client }: AcmeDnsAccount, name: string, content: string): Promise<void> {
    const claim = { domain: zone(), name, followCnames: false, place: context.settings().place };
    await proofs.present({ client, name, claim, content });
    const older = (await proofs.valuesAt(client, name)).filter((value) => value !== content);
    for (const value of older.slice(0, Math.max(0, older.length + 1 - mostValues))) {
      await proofs.remove({ client, name, content: value });
    }
  }

  return {
    ...shapeOf(),
    handle: async (call) => (call.path === '/acme-dns/register' ? register(call) : update(call)),
    close: proofs.close,
  };
};

export function shapeOf(): DoorShape {
  return {
    paths: ['/acme-dns/register', '/acme-dns/update', '/acme-dns/health'],
    methods: ['GET', 'HEAD', 'POST'],
    longestMs: 25_000,
    refuse: ({ status, message }) => json(status, { error: message }),
    answerAnywhere({ method, path }) {
      if (path === '/acme-dns/health') return { status: 200, body: '' };
      if (method !== 'POST') throw new DoorRefusal(405, 'method_not_allowed', { Allow: 'POST' });
      return undefined;
    },
  };
}

function json(status: number, value: unknown): DoorAnswer {
  return { status, body: JSON.stringify(value) };
}

function header({ headers }: DoorCall, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.slice(0, 200) : '';
}
