import { createHmac } from 'node:crypto';
import { encoded, jwkOf, type RawClient, rawClient, type Served } from '../../rehearsal/setup.js';
import { secretOf } from './hub.js';

/** An external account binding (RFC 8555 section 7.3.4); what is given replaces what would be right. */
export function bindingOf(
  client: Pick<RawClient, 'base' | 'key'>,
  name: string,
  more: { readonly header?: object; readonly payload?: object; readonly secret?: string } = {},
): object {
  const header = encoded({ alg: 'HS256', kid: name, url: `${client.base}/newAccount`, ...more.header });
  const payload = encoded(more.payload ?? jwkOf(client.key));
  const key = Buffer.from(more.secret ?? secretOf(name), 'base64url');
  return {
    protected: header,
    payload,
    signature: createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'),
  };
}

/** A client with an account. */
export async function registered(hub: Served, name: string, key?: RawClient['key']): Promise<RawClient> {
  const client = rawClient(hub, key);
  const answer = await client.register({ externalAccountBinding: bindingOf(client, name) });
  if (answer.status !== 201) throw new Error(`not registered: ${answer.text}`);
  return client;
}
