import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Failure } from '../../../core/sdk/index.js';
import type { AwsCredentials } from './sigv4.js';

const Given = z
  .object({
    Version: z.literal(1),
    AccessKeyId: z.string().min(1),
    SecretAccessKey: z.string().min(1),
    SessionToken: z.string().optional(),
    Expiration: z.string().optional(),
  })
  .transform((given) => ({
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    expiresAt: given.Expiration === undefined ? undefined : Date.parse(given.Expiration),
  }));

const timeout = 60_000;
const maxBuffer = 256 * 1024;

/**
 * Credentials that a program prints, which the owner of the config file names there.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 * @throws Failure CONFIG, without what the program printed: that may be a secret
 */
export async function fromProcess(command: string, place: string): Promise<AwsCredentials> {
  const hint = 'Run the program of credential_process by hand and see what it prints';
  let printed: string;
  try {
    printed = (await promisify(execFile)('/bin/sh', ['-c', command], { timeout, maxBuffer })).stdout;
  } catch (error) {
    const { code, killed } = error as { code?: unknown; killed?: boolean };
    const why = killed ? 'took too long' : `failed (${code})`;
    throw new Failure('CONFIG', `the program that is to print AWS credentials ${why}`, { place, hint });
  }
  const given = Given.safeParse(parsed(printed)).data;
  if (given !== undefined) return given;
  throw new Failure('CONFIG', 'the program that is to print AWS credentials printed something else', { place, hint });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
