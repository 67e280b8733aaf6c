/** Where everything is kept unless LETSENCRYPT_CONFIG_DIR says otherwise, as certbot has it. */
export const usualDirectory = '/etc/letsencrypt';
