import type { HttpDefaults } from './http.js';
import { memo } from './memo.js';

interface TokenForm {
  /** Header that carries the token, in lower case; `authorization` unless told. */
  readonly header?: string;
  /** Word in front of it; `Bearer` with `authorization` unless told. */
  readonly scheme?: string;
  /** A token that was given: it is used in place of a login, and where it is refused that is final. */
  readonly given?: string | undefined;
}

/**
 * Defaults for requests that carry a token got by a login: it is got at the first request, kept, and got anew once where
 * an answer is 401. Nobody sees it in a message.
 */
export function signedIn(
  logIn: () => Promise<string>,
  { header = 'authorization', scheme = header === 'authorization' ? 'Bearer' : '', given }: TokenForm = {},
): Required<Pick<HttpDefaults, 'sign' | 'renew'>> {
  const token = memo(() => logIn());
  return {
    async sign(request) {
      const carried = given ?? (await token());
      request.hide?.(carried);
      request.headers[header] = `${scheme} ${carried}`.trim();
    },
    async renew() {
      token.forget();
      return given === undefined;
    },
  };
}
