import { X509Certificate } from 'node:crypto';
import acme from 'acme-client';
import { z } from 'zod';
import { type Answer, challengeValue, type RawClient, type Stage } from './setup.js';

export const Authorization = z.object({
  status: z.string(),
  identifier: z.object({ value: z.string() }),
  wildcard: z.boolean().optional(),
  expires: z.string(),
  challenges: z
    .array(
      z.object({
        type: z.string(),
        url: z.string(),
        token: z.string(),
        status: z.string(),
        error: z.object({ type: z.string(), detail: z.string(), status: z.number() }).optional(),
      }),
    )
    .length(1),
});

export const Order = z.object({
  status: z.string(),
  authorizations: z.array(z.string()),
  finalize: z.string(),
  certificate: z.string().optional(),
  replaces: z.string().optional(),
  profile: z.string().optional(),
});

export function order(
  client: RawClient,
  names: readonly string[],
  more: Record<string, unknown> = {},
): Promise<Answer> {
  const identifiers = names.map((value) => ({ type: 'dns', value }));
  return client.post(`${client.base}/newOrder`, { identifiers, ...more });
}

/** Answers every challenge of an order with the value that `valueFor` gives. */
export async function authorize(stage: Stage, client: RawClient, answer: Answer, valueFor = challengeValue) {
  const outcomes: z.infer<typeof Authorization>[] = [];
  for (const url of Order.parse(answer.json).authorizations) {
    const authorization = Authorization.parse((await client.post(url)).json);
    const [challenge] = authorization.challenges;
    const value = valueFor(challenge?.token, client.key);
    stage.responder.add(`_acme-challenge.${authorization.identifier.value}`, value);
    await client.post(challenge?.url ?? '', {});
    outcomes.push(await settled(client, url));
  }
  return outcomes;
}

/** Polls until the challenge is decided. */
export async function settled(client: RawClient, url: string) {
  for (;;) {
    const authorization = Authorization.parse((await client.post(url)).json);
    if (authorization.challenges[0]?.status !== 'processing') return authorization;
  }
}

export async function csrFor(altNames: string[], commonName?: string): Promise<string> {
  const key = await acme.crypto.createPrivateEcdsaKey();
  const [, pem] = await acme.crypto.createCsr({ altNames, ...(commonName !== undefined && { commonName }) }, key);
  return pem
    .toString()
    .replace(/-----[^-]+-----|\s/g, '')
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/** A certificate by hand: its PEM, DER as base64url, and parsed. */
export async function obtain(stage: Stage, client: RawClient, names: string[], more: Record<string, unknown> = {}) {
  const created = await order(client, names, more);
  if (created.status !== 201) throw new Error(created.text);
  await authorize(stage, client, created);
  const finalized = await client.post(Order.parse(created.json).finalize, { csr: await csrFor(names) });
  const { certificate = '' } = Order.parse(finalized.json);
  const pem = (await client.post(certificate)).text;
  const x509 = new X509Certificate(pem);
  return {
    pem,
    x509,
    der: x509.raw.toString('base64url'),
    url: certificate,
    orderUrl: String(created.headers.location),
  };
}
