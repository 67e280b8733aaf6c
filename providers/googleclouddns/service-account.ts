import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../core/sdk/index.js';

const ServiceAccount = z.object({ project_id: z.string(), client_email: z.string(), private_key: z.string() });
export type ServiceAccount = z.infer<typeof ServiceAccount>;

const inline = 'base64::';

/**
 * Reads the key of a service account: the path of its JSON file, or the file itself in base64 after `base64::`.
 * @throws Failure CONFIG
 */
export async function readServiceAccount(info: string): Promise<ServiceAccount> {
  const place = '--auth-service-account-info';
  const text = info.startsWith(inline) ? Buffer.from(info.slice(inline.length), 'base64').toString() : await read(info);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    // The parser's own words would quote the key.
    throw new Failure('CONFIG', 'the key of the service account is not JSON', { place });
  }
  const account = ServiceAccount.safeParse(data).data;
  if (account !== undefined) return account;
  throw new Failure('CONFIG', 'this is not the key of a service account', {
    place,
    hint: 'Create a key of the type JSON; it has project_id, client_email and private_key',
  });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Failure('CONFIG', 'the file with the key of the service account cannot be read', {
      place: '--auth-service-account-info',
      cause,
      hint: 'Give its path, or its content in base64 after base64::',
    });
  }
}
