import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSession } from '../../../providers/euserv/session.js';
import { watchedHttp } from '../watched-http.js';

const begun = 'https://support.euserv.com/?method=json';
const named = (value: string) => ({ code: '100', message: 'success', result: { sess_id: { value } } });

describe('a session of EUserv', () => {
  it('is shown neither before its login nor after it', async () => {
    const { http, seen } = watchedHttp({
      [`GET ${begun}`]: named('s1'),
      [`GET ${begun}&subaction=login&sess_id=s1&email=u&password=p`]: named('s2'),
    });
    assert.deepEqual(await createSession(http, { username: 'u', password: 'p' }).orders(), []);
    assert.deepEqual(seen.hidden, ['s1', 's2']);
  });
});
