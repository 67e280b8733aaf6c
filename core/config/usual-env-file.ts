/** Where the env file lies, unless LETSENCRYPT_ENV_FILE says otherwise; where it is not there, there is none. */
export const usualEnvFile = '/etc/letsencrypt-dns.env';
