import { isFailure } from './failure.js';
import type { HttpClient } from './http.js';
import { memo } from './memo.js';

/** What of a session is a secret. */
interface SessionSecrets<S> {
  readonly http: Pick<HttpClient, 'hide'>;
  readonly secretOf: (session: S) => string | undefined;
}

/**
 * Runs requests in a session, for APIs that have one without saying 401 when it is over. It is opened at the first
 * request and kept; where a request is refused for its credentials, it is opened anew and the request is made once more.
 * What in it is as good as a password is shown to nobody.
 */
export function inSession<S>(
  open: () => Promise<S>,
  secrets?: SessionSecrets<S>,
): <T>(work: (session: S) => Promise<T>) => Promise<T> {
  const session = memo(async () => {
    const opened = await open();
    secrets?.http.hide(secrets.secretOf(opened));
    return opened;
  });
  return async function run(work) {
    const first = await session();
    try {
      return await work(first);
    } catch (error) {
      if (!isFailure(error, 'AUTHENTICATION')) throw error;
      session.forget();
      return work(await session());
    }
  };
}
