import { isFailure } from './failure.js';
import { memo } from './memo.js';

/**
 * Runs requests in a session, for APIs that have one without saying 401 when it is over. It is opened at the first
 * request and kept; where a request is refused for its credentials, it is opened anew and the request is made once more.
 */
export function inSession<S>(open: () => Promise<S>): <T>(work: (session: S) => Promise<T>) => Promise<T> {
  const session = memo((_: 'session') => open());
  return async function run(work) {
    const first = await session('session');
    try {
      return await work(first);
    } catch (error) {
      if (!isFailure(error, 'AUTHENTICATION')) throw error;
      session.forget();
      return work(await session('session'));
    }
  };
}
