import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CreateDoor, DoorAnswer, DoorCall, DoorShape } from './door.js';
import { parseBody } from './txt/parse-body.js';
import { assertCovered, checkValue, parseProofName, parseProvedDomain } from './txt/proof-name.js';
import { openProofs } from './txt/proofs.js';
import { atProvider } from './txt/provider-refusal.js';

/** Both forms of lego's `httpreq`: name and value, or (mode RAW) what they are made of. */
const Body = z.union([
  z.object({ fqdn: z.string(), value: z.string() }),
  z.object({ domain: z.string(), keyAuth: z.string().min(1).max(1024) }),
]);

/** https://go-acme.github.io/lego/dns/httpreq/ */
export const createDoor: CreateDoor = async (context) => {
  const proofs = await openProofs(context);

  async function handle(call: DoorCall): Promise<DoorAnswer> {
    const client = call.gate.basic();
    const { name, domain, content } = wantedOf(call.body);
    call.note([name]);
    assertCovered(client, { domain });
    if (call.path === '/httpreq/present') {
      const claim = claimOf(name, domain);
      await atProvider(call, () => proofs.present({ client: client.name, name, content, claim }));
    } else {
      await atProvider(call, () => proofs.remove({ client: client.name, name, content }));
    }
    return { status: 200, body: '{}' };
  }

  function claimOf(name: string, domain: string) {
    const isUsual = name.startsWith('_acme-challenge.');
    const { followCnames } = context.state().settings;
    return { domain, followCnames, place: context.settings().place, ...(!isUsual && { name }) };
  }

  return { ...shapeOf(), handle, close: proofs.close };
};

export function shapeOf(): DoorShape {
  return { paths: ['/httpreq/present', '/httpreq/cleanup'], methods: ['POST'], longestMs: 25_000 };
}

function wantedOf(body: Buffer) {
  const parsed = parseBody(body, Body, 'the body needs `fqdn` and `value`, or `domain`, `token` and `keyAuth`');
  if ('fqdn' in parsed) return { ...parseProofName(parsed.fqdn), content: checkValue(parsed.value) };
  const domain = parseProvedDomain(parsed.domain);
  const content = createHash('sha256').update(parsed.keyAuth).digest('base64url');
  return { name: `_acme-challenge.${domain}`, domain, content };
}
