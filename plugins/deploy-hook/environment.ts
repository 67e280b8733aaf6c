type Environment = Readonly<Record<string, string | undefined>>;

/** What a shell command needs; anything else may be a secret of a DNS provider. */
const harmless = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'HOSTNAME',
  'LANG',
  'LANGUAGE',
  'TZ',
  'TMPDIR',
  'TERM',
  'LETSENCRYPT_CONFIG_DIR',
  'DOCKER_HOST',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]);

/** The variables of this process that a hook may see: the harmless ones, the locale, and those named by the user. */
export function hookEnvironment(environment: Environment, named: string): Record<string, string> {
  const wanted = new Set(named.split(/[\s,]+/));
  const chosen: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (harmless.has(name) || name.startsWith('LC_') || wanted.has(name)) chosen[name] = value;
  }
  return chosen;
}
