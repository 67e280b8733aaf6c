import { createHash, timingSafeEqual } from 'node:crypto';
import type { DoorClient, DoorName } from '../config/doors.js';
import { networkMatcher } from '../config/networks.js';
import { DoorRefusal, type Gate } from './door.js';
import type { WrongSecrets } from './wrong-secrets.js';

export interface GateCall {
  readonly door: DoorName;
  readonly clients: readonly DoorClient[];
  readonly address: string;
  /** The Authorization header. */
  readonly authorization: string | undefined;
  readonly wrongSecrets: WrongSecrets;
  /** Told who it is, once that is certain. */
  readonly onClient: (client: DoorClient) => void;
}

/** No secret has this hash that anybody knows; what comes for a client that is not there is compared with it. */
const nobody = createHash('sha256').update('nobody').digest();

const longestHeader = 1024;

export function createGate({ door, clients, address, authorization, wrongSecrets, onClient }: GateCall): Gate {
  function assertPatience(): void {
    const waitMs = wrongSecrets.waitMs(address);
    if (waitMs === 0) return;
    throw new DoorRefusal(429, 'too many wrong secrets from this address', {
      'Retry-After': String(Math.ceil(waitMs / 1000)),
    });
  }

  function wrong(message = 'the client or its secret is not known'): never {
    wrongSecrets.count(address);
    throw new DoorRefusal(401, message, { 'WWW-Authenticate': 'Basic realm="letsencrypt-dns", charset="UTF-8"' });
  }

  /** Once who it is is certain: whether it may come here, from there. */
  function admitted(client: DoorClient): DoorClient {
    onClient(client);
    if (!client.doors.includes(door)) throw new DoorRefusal(403, `this door is not open to ${client.name}`);
    if (client.from.length > 0 && !networkMatcher(client.from)(address)) {
      throw new DoorRefusal(403, `${client.name} may not come from ${address}`);
    }
    return client;
  }

  function secret(name: string, given: string): DoorClient {
    assertPatience();
    const client = clients.find((candidate) => candidate.name === name);
    return isSecretOf(client, given) && client !== undefined ? admitted(client) : wrong();
  }

  return {
    assertPatience,
    wrong,
    secret,
    basic() {
      assertPatience();
      const encoded = credentials('basic');
      if (encoded === undefined) return challenge();
      const text = Buffer.from(encoded, 'base64').toString('utf8');
      const colon = text.indexOf(':');
      return colon < 0 ? wrong() : secret(text.slice(0, colon), text.slice(colon + 1));
    },
    bearer() {
      assertPatience();
      const token = credentials('bearer');
      if (token === undefined) return challenge();
      // All of them, whichever it is.
      const found = clients.filter((client) => isSecretOf(client, token));
      return found[0] === undefined ? wrong() : admitted(found[0]);
    },
    proof(name, isRight) {
      assertPatience();
      const client = clients.find((candidate) => candidate.name === name);
      const key = client?.secret === undefined ? nobody : Buffer.from(client.secret, 'base64url');
      const isProved = isRight(key);
      return isProved && client?.secret !== undefined ? admitted(client) : wrong();
    },
    byAddress() {
      const client = clients.find(
        ({ validate, doors, from }) =>
          validate !== undefined && doors.includes(door) && from.length > 0 && networkMatcher(from)(address),
      );
      return client === undefined ? undefined : admitted(client);
    },
    known(name) {
      const client = clients.find((candidate) => candidate.name === name);
      if (client === undefined) throw new DoorRefusal(401, 'the client is no longer known here');
      return admitted(client);
    },
  };

  /** What stands behind the scheme; undefined where there is no such header, which is no wrong secret. */
  function credentials(scheme: 'basic' | 'bearer'): string | undefined {
    if (authorization === undefined) return undefined;
    const match = /^(basic|bearer) +([\x21-\x7e]+) *$/i.exec(authorization.slice(0, longestHeader));
    return match?.[1]?.toLowerCase() === scheme ? match[2] : wrong();
  }

  function challenge(): never {
    throw new DoorRefusal(401, 'the name and the secret of a client are needed', {
      'WWW-Authenticate': 'Basic realm="letsencrypt-dns", charset="UTF-8"',
    });
  }
}

/** Takes the same time whatever is wrong: hashes of one length are compared. */
function isSecretOf(client: DoorClient | undefined, given: string): boolean {
  const bare = given.replace(/={1,2}$/, '');
  const hash = createHash('sha256').update(bare).digest();
  const expected = client?.secretHash === undefined ? nobody : Buffer.from(client.secretHash, 'hex');
  return timingSafeEqual(hash, expected) && client?.secretHash !== undefined;
}
