import { Failure } from '../../sdk/failure.js';

/** One server of a connection URL; libpq's form with several hosts gives several. */
export interface ServerAddress {
  /** A connection string with this one host, for the client. Holds the password. */
  readonly connectionString: string;
  /** For people: host, port and database. */
  readonly shown: string;
}

const urlPattern = /^(postgres(?:ql)?:\/\/)(?:([^@/]*)@)?([^/?]*)(\/[^?]*)?(\?.*)?$/;

/** Settings of a multi-host URL that say which of its servers to take: we take the one that may be written to, always. */
const hostSettings = ['target_session_attrs', 'load_balance_hosts'];

/** Takes `postgres://role:password@one:5432,two:5432/database?sslmode=…` apart. @throws Failure CONFIG */
export function serverAddresses(url: string, variable: string): readonly ServerAddress[] {
  const match = urlPattern.exec(url);
  if (match === null) {
    throw new Failure('CONFIG', `${variable} is no URL of a PostgreSQL database`, {
      place: variable,
      hint: 'Write it as postgres://role:password@host:5432/database?sslmode=verify-full&sslrootcert=/path/ca.pem',
    });
  }
  const [, scheme = '', credentials, hosts = '', database = '', query = ''] = match;
  const parameters = new URLSearchParams(query);
  for (const name of hostSettings) parameters.delete(name);
  const rest = parameters.size === 0 ? '' : `?${parameters}`;
  return hosts.split(',').map((host) => ({
    connectionString: `${scheme}${credentials === undefined ? '' : `${credentials}@`}${host}${database}${rest}`,
    shown: `${host}${database}`,
  }));
}
