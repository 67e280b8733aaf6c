import { z } from 'zod';
import { type HttpClient, path } from '../sdk/index.js';

const Certificate = z.object({
  name: z.string(),
  version: z.number().int().positive(),
  cert: z.string(),
  chain: z.string(),
  privkey: z.string(),
});

/** A version of a lineage as a hub hands it out. */
export type HubCertificate = z.output<typeof Certificate>;

const Names = z.object({ certificates: z.array(z.string()) });

/** The hubs, of which any will do. */
export interface Hubs {
  /** What a client may fetch. @throws Failure where none answers */
  names(): Promise<readonly string[]>;
  /**
   * Waits at a hub until there is a version that is not known yet.
   * @returns undefined where there was none within the wait
   * @throws Failure where no hub answers, or none has it
   */
  next(name: string): Promise<HubCertificate | undefined>;
}

/** So long a hub holds a question, in seconds: proxies between often end what is silent for a minute. */
const waitSeconds = 50;

/** @param clients one for each hub, with its address and the credentials */
export function createHubs(clients: readonly HttpClient[]): Hubs {
  /** Which hub has answered last, and which version is known by which of its marks. */
  let first = 0;
  const marks = new Map<string, string>();

  /** At the hub of before, else at the others in turn. @throws Failure of the last one */
  async function atOne<T>(ask: (client: HttpClient, hub: number) => Promise<T>): Promise<T> {
    let failure: unknown;
    for (let turn = 0; turn < clients.length; turn += 1) {
      const hub = (first + turn) % clients.length;
      const client = clients[hub];
      if (client === undefined) continue;
      try {
        const answer = await ask(client, hub);
        first = hub;
        return answer;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  return {
    names: () => atOne(async (client) => (await client.get('/certificates', Names)).certificates),
    next: (name) =>
      atOne(async (client, hub) => {
        const key = `${hub} ${name}`;
        const mark = marks.get(key);
        const answer = await client.send('GET', path`/certificates/${name}`, {
          timeoutMs: (waitSeconds + 15) * 1000,
          takesRedirects: true,
          ...(mark !== undefined && { headers: { 'If-None-Match': mark }, query: { wait: waitSeconds } }),
        });
        if (answer.status === 304) return undefined;
        const certificate = Certificate.parse(answer.data);
        const etag = answer.headers.etag;
        if (etag !== undefined) marks.set(key, etag);
        return certificate;
      }),
  };
}
