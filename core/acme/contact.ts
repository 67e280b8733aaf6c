/** The default of LETSENCRYPT_USER_MAIL: nobody's address, and some CAs refuse it. */
const nobody = 'noreply@example.com';

/** The `contact` of an account (RFC 8555, section 7.1.2), one for each address of a list: none for nobody's address. */
export function contactOf(email: string | undefined): string[] {
  return (email ?? '')
    .split(',')
    .flatMap((address) => (address === '' || address === nobody ? [] : `mailto:${address}`));
}
