import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { Problem, type ProblemDocument } from '../../acme-server/index.js';
import { lookupAddresses } from '../../dns/lookups.js';
import { createResolver } from '../../dns/resolver.js';
import { joinSignals } from '../../sdk/joined-signal.js';
import type { AcmeDoor } from './call.js';

export interface HttpProof {
  readonly name: string;
  readonly token: string;
  readonly thumbprint: string;
}

const timeoutMs = 10_000;
const longestAnswer = 1024;
const mostAddresses = 4;

/**
 * Looks at a device itself (RFC 8555 section 8.3), inside the network: by the addresses that this host knows for its name, at
 * port 80. Redirections are not followed, and nothing of an answer is repeated: the hub is no eye for its clients.
 * @returns why it is not proved; undefined where it is
 */
export async function validateHttp(door: AcmeDoor, proof: HttpProof): Promise<ProblemDocument | undefined> {
  const { env } = door.context.services();
  // Tests have no right to port 80.
  const port = Number(env.LETSENCRYPT_DNS_TEST_HTTP_PORT ?? 80);
  try {
    const addresses = await addressesOf(door, proof.name);
    let failure: unknown;
    for (const address of addresses) {
      try {
        await askDevice(address, port, proof, door.context.signal);
        return undefined;
      } catch (error) {
        failure = error;
        if (error instanceof Problem) break;
      }
    }
    throw failure;
  } catch (error) {
    if (error instanceof Problem) return error.document;
    return new Problem('connection', `${proof.name} cannot be reached at port ${port}`).document;
  }
}

/** As this host knows them (its hosts file, a split DNS), else as the resolvers of the configuration do. */
async function addressesOf({ context }: AcmeDoor, name: string): Promise<string[]> {
  try {
    const found = await lookup(name, { all: true });
    return found.slice(0, mostAddresses).map(({ address }) => address);
  } catch {
    const { dispatcher } = context.services();
    const resolver = createResolver({ servers: context.state().settings.resolvers, dispatcher });
    const found = await lookupAddresses(resolver, name, context.signal).catch((): string[] => []);
    if (found.length > 0) return found.slice(0, mostAddresses);
    throw new Problem('dns', `no address of ${name} is known to the hub`);
  }
}

function askDevice(
  address: string,
  port: number,
  { name, token, thumbprint }: HttpProof,
  signal: AbortSignal,
): Promise<void> {
  const path = `/.well-known/acme-challenge/${token}`;
  const limit = joinSignals(signal, AbortSignal.timeout(timeoutMs));
  return new Promise<void>((resolve, reject) => {
    const sent = request({
      host: address,
      port,
      path,
      headers: { Host: name, Connection: 'close' },
      signal: limit.signal,
      agent: false,
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('latin1');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > longestAnswer) sent.destroy(wrong(name));
      });
      response.once('error', reject);
      response.once('end', () => {
        const isRight = response.statusCode === 200 && text.trim() === `${token}.${thumbprint}`;
        if (isRight) resolve();
        else if (response.statusCode === 200) reject(wrong(name));
        else reject(new Problem('unauthorized', `${name} answered HTTP status ${response.statusCode}`));
      });
    });
    sent.end();
  }).finally(limit.release);
}

function wrong(name: string): Problem {
  return new Problem('incorrectResponse', `what ${name} answered is not the key authorization`);
}
