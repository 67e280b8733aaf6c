import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTempDir, runCli, type TempDir } from '../../lab/index.js';
import { type Answer, serve } from './fakes/serve.js';
import { telegram } from './fakes/telegram.js';

const token = '987654321:tElEgRaMsEcReT';

describe('letsencrypt-dns notify', () => {
  let directory: TempDir;
  let service: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    directory = await createTempDir('notify');
    const bot = telegram({ token, chats: ['42'] });
    service = await serve(
      (asked): Answer => (asked.path.startsWith('/bot') ? bot(asked) : { status: 200, body: 'OK' }),
    );
  });
  after(async () => {
    await service.stop();
    await directory.remove();
  });

  function notify(urls: readonly string[], words: readonly string[] = []) {
    return runCli(['notify', '--config-dir', directory.path, ...words], {
      env: { NOTIFY_URLS: urls.join(','), LOG_LEVEL: 'debug' },
    });
  }

  const at = (chat: string, secret = token) =>
    `telegram+http://${service.host}/bot${secret}/sendMessage?chat_id=${chat}`;

  it('lists where messages go, and sends none', async () => {
    const { code, stdout } = await notify([at('42'), `healthchecks+http://${service.host}/ping/uuid-secret`]);
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `telegram at ${service.host}\nhealthchecks at ${service.host}\n\nletsencrypt-dns notify --test sends a message to each.\n`,
    );
    assert.equal(service.asked.length, 0);
  });

  it('sends a test message to each, and says of each whether it was taken', async () => {
    const urls = [at('42'), `healthchecks+http://${service.host}/ping/uuid-secret`];
    const { code, stdout } = await notify(urls, ['--test']);
    assert.equal(code, 0);
    assert.match(stdout, /^telegram at 127.*: taken\nhealthchecks at 127.*: taken$/m);
    assert.match(service.asked.map(({ body }) => body).join(), /Test message of letsencrypt-dns/);
    assert.ok(
      service.asked.some(({ path }) => path === '/ping/uuid-secret/log'),
      'a test changes no state',
    );
  });

  it('exits with 1 where one was refused, and never shows a part of its address', async () => {
    const { code, stdout, stderr } = await notify([at('42'), at('42', '111222333:wRoNgSeCrEt')], ['--test', '--json']);
    assert.equal(code, 1);
    const { targets } = JSON.parse(stdout) as { targets: { to: string; failure?: { code: string; hint: string } }[] };
    assert.deepEqual(
      targets.map(({ failure }) => failure?.code),
      [undefined, 'AUTHENTICATION'],
    );
    assert.match(targets[1]?.failure?.hint ?? '', /@BotFather/);
    assert.doesNotMatch(stdout + stderr, /SeCrEt/);
  });

  it('exits with 2 where an address is wrong or there is none', async () => {
    const wrong = await notify([at('42'), 'tgram://nonsense'], ['--test']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /entry 2 of NOTIFY_URLS/);
    assert.match(wrong.stdout, /taken/, 'the others are tried nevertheless');
    const none = await notify([]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /set NOTIFY_URLS/);
  });
});
