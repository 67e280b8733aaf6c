import { usualEnvFile } from '../../config/usual-env-file.js';
import type { InitPlaces } from '../../init/plan-files.js';

/** What comes after the first certificate. */
export function nextSteps(
  target: 'env-file' | 'compose',
  { configDir, envFile, composeFile }: InitPlaces,
  names: readonly string[],
): string {
  const named = envFile === usualEnvFile ? '' : `LETSENCRYPT_ENV_FILE=${envFile} `;
  const [name = 'NAME'] = names;
  const run =
    target === 'compose'
      ? `docker compose -f ${composeFile} up -d     the daemon: renews, and follows domains.conf`
      : `${named}letsencrypt-dns run     the daemon: renews, and follows domains.conf (a systemd unit: examples/letsencrypt-dns.service)`;
  return [
    run,
    `letsencrypt-dns status     how the certificates stand`,
    `${configDir}/live/${name}/     fullchain.pem and privkey.pem, for the service (docs/recipes.md)`,
  ].join('\n');
}
