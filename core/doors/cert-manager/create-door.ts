import { z } from 'zod';
import type { CertManagerSettings, DoorClient } from '../../config/doors.js';
import {
  type CreateDoor,
  type DoorAnswer,
  type DoorCall,
  type DoorContext,
  DoorRefusal,
  type DoorShape,
} from '../door.js';
import { parseBody } from '../txt/parse-body.js';
import { assertCovered, checkValue, parseProofName, parseProvedDomain } from '../txt/proof-name.js';
import { openProofs } from '../txt/proofs.js';
import { atProvider } from '../txt/provider-refusal.js';
import { aggregatedDiscovery, challengeAnswer, discoveryDocument } from './documents.js';

const Payload = z.object({
  request: z.object({
    uid: z.string().max(200).default(''),
    action: z.enum(['Present', 'CleanUp']),
    type: z.string().optional(),
    dnsName: z.string(),
    key: z.string(),
    resourceNamespace: z.string().max(253).default(''),
    resolvedFQDN: z.string(),
  }),
});

type ChallengeRequest = z.output<typeof Payload>['request'];

/**
 * cert-manager's webhook solver, as an aggregated API: https://cert-manager.io/docs/configuration/acme/dns01/webhook/.
 * The API server comes with the certificate of its front proxy, and vouches for the namespace; others bring the secret
 * of a client as a bearer token.
 */
export const createDoor: CreateDoor = async (context) => {
  const proofs = await openProofs(context);

  const settings = () => settingsOf(context);

  async function solve(call: DoorCall): Promise<DoorAnswer> {
    const uid = uidOf(call.body);
    // Who it is comes first: nobody else is told what is wrong with a payload.
    const bearer = isFrontProxy(call) ? undefined : call.gate.bearer();
    try {
      const { request } = parseBody(call.body, Payload);
      const client = bearer ?? clientOf(call, request);
      await act(call, client, request);
      return { status: 200, body: JSON.stringify(challengeAnswer(uid)) };
    } catch (error) {
      if (!(error instanceof DoorRefusal)) throw error;
      call.fail(error.message);
      const failure = { code: error.status, message: error.message };
      // cert-manager reads why from an answer that went well.
      return { status: 200, headers: error.headers, body: JSON.stringify(challengeAnswer(uid, failure)) };
    }
  }

  /** Whether the API server itself asks, which has looked who asks it: by the name of its certificate, where names are told. */
  function isFrontProxy({ certificate }: DoorCall): boolean {
    if (certificate === undefined) return false;
    const { frontProxyNames } = settings();
    return frontProxyNames.length === 0 || frontProxyNames.includes(certificate.commonName);
  }

  function clientOf({ gate }: DoorCall, { resourceNamespace }: ChallengeRequest): DoorClient {
    const { clients } = settings();
    const own = Object.hasOwn(clients, resourceNamespace) ? clients[resourceNamespace] : undefined;
    const name = own ?? (Object.hasOwn(clients, '*') ? clients['*'] : undefined);
    if (name === undefined)
      throw new DoorRefusal(403, `no client is configured for the namespace ${resourceNamespace}`);
    return gate.known(name);
  }

  async function act(call: DoorCall, client: DoorClient, request: ChallengeRequest): Promise<void> {
    if ((request.type ?? 'dns-01') !== 'dns-01') throw new DoorRefusal(400, 'only dns-01 is solved here');
    const domain = parseProvedDomain(request.dnsName);
    const usual = { name: `_acme-challenge.${domain}`, domain };
    call.note([usual.name]);
    // CNAME records are followed here as well; whoever has followed them already names what they lead to.
    const { name, domain: proved } = isCovered(client, usual) ? usual : parseProofName(request.resolvedFQDN);
    call.note([name]);
    assertCovered(client, { domain: proved });
    const content = checkValue(request.key);
    const wanted = { client: client.name, name, content };
    if (request.action === 'CleanUp') return atProvider(call, () => proofs.remove(wanted));
    const { followCnames } = context.state().settings;
    const claim = { domain: proved, followCnames, place: context.settings().place };
    return atProvider(call, () => proofs.present({ ...wanted, claim }));
  }

  return { ...shapeOf(context), handle: solve, close: proofs.close };
};

export function shapeOf(context: Pick<DoorContext, 'settings'>): DoorShape {
  return {
    paths: ['/apis', '/apis/'],
    methods: ['GET', 'HEAD', 'POST'],
    longestMs: 25_000,
    refuse: ({ status, message }, { method }) =>
      method === 'POST'
        ? { status, body: JSON.stringify(challengeAnswer('', { code: status, message })) }
        : { status, type: 'text/plain; charset=utf-8', body: `${message}\n` },
    answerAnywhere({ method, path, headers }) {
      const { group, solver } = settingsOf(context);
      if (method === 'POST') {
        if (path !== `/apis/${group}/v1alpha1/${solver}`) throw new DoorRefusal(404, 'there is nothing here');
        return undefined;
      }
      // Says nothing that is not in the manifests.
      const all = path === '/apis' ? aggregatedDiscovery(headers.accept ?? '', group, solver) : undefined;
      if (all !== undefined) return { status: 200, type: all.type, body: JSON.stringify(all.document) };
      const document = discoveryDocument(path, group, solver);
      if (document === undefined) throw new DoorRefusal(404, 'there is nothing here');
      return { status: 200, body: JSON.stringify(document) };
    },
  };
}

function settingsOf(context: Pick<DoorContext, 'settings'>): CertManagerSettings {
  const { certManager } = context.settings();
  if (certManager === undefined) throw new DoorRefusal(404, 'cert_manager is not configured');
  return certManager;
}

function isCovered(client: DoorClient, { domain }: { readonly domain: string }): boolean {
  try {
    assertCovered(client, { domain });
    return true;
  } catch {
    return false;
  }
}

/** Also of a payload that is wrong elsewhere: the answer names it. */
function uidOf(body: Buffer): string {
  try {
    const parsed = z.object({ request: z.object({ uid: z.string().max(200) }) }).safeParse(JSON.parse(body.toString()));
    return parsed.success ? parsed.data.request.uid : '';
  } catch {
    return '';
  }
}
