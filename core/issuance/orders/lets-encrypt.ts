import { letsEncryptServer, letsEncryptStagingServer } from '../../config/settings.js';
import { isStagingServer } from '../../config/staging-servers.js';

/** What is special about one CA: its published limits, and a second CA for trials. */
export interface LetsEncrypt {
  /** Whether a directory URL is Let's Encrypt's. */
  isOne(server: string): boolean;
  /** The directory of its staging CA; undefined where the server has none, or is it. */
  stagingOf(server: string): string | undefined;
  /** Whether a directory URL is that of a CA for trials, Let's Encrypt's or another's. */
  isStaging(server: string): boolean;
}

/**
 * @param env `LETSENCRYPT_DNS_TEST_LETSENCRYPT=<production URL> <staging URL>` lets a test play both with CAs of its own
 */
export function recognizeLetsEncrypt(env: NodeJS.ProcessEnv): LetsEncrypt {
  const [production = letsEncryptServer, staging = letsEncryptStagingServer] = (
    env.LETSENCRYPT_DNS_TEST_LETSENCRYPT ?? ''
  )
    .split(' ')
    .filter((url) => url !== '');
  return {
    isOne: (server) => server === production || server === staging || /(^|\.)letsencrypt\.org$/.test(hostOf(server)),
    stagingOf: (server) => (server === production ? staging : undefined),
    isStaging: (server) => server === staging || isStagingServer(server),
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
