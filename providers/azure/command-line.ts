import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Failure } from '../../core/sdk/index.js';
import type { TokenSources } from './token.js';

const Printed = z.object({ accessToken: z.string().min(1) }).transform(({ accessToken }) => accessToken);

/**
 * A token of whoever has logged in with the Azure CLI; undefined where it is not installed.
 * @throws Failure AUTHENTICATION where nobody is logged in
 */
export async function byCommandLine({ options, cloud, env }: TokenSources): Promise<string | undefined> {
  const tenant = options.tenantId === undefined ? [] : ['--tenant', options.tenantId];
  const words = ['account', 'get-access-token', '--output', 'json', '--resource', cloud.resource, ...tenant];
  try {
    const { stdout } = await promisify(execFile)('az', words, { timeout: 30_000, maxBuffer: 262_144, env });
    const token = Printed.safeParse(JSON.parse(stdout)).data;
    if (token !== undefined) return token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  }
  throw new Failure('AUTHENTICATION', 'the Azure CLI gives no token', { hint: 'Run `az login`' });
}
