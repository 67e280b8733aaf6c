import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createPowerDnsInstallation } from '../../cli/installation.js';
import { missing } from '../../lab/index.js';
import { serve } from './fakes/serve.js';
import { type Received, startHttpReceiver, startMailReceiver } from './receivers.js';

/** Parts of the addresses that must never be seen. */
const secrets = {
  slack: 'T0SLACK/B0SLACK/sLaCkSeCrEt',
  mattermost: 'mAtTeRmOsTsEcReT',
  discord: '1234567890/dIsCoRdSeCrEt',
  webhook: 'wEbHoOkSeCrEt',
  ntfy: 'tk_nTfYsEcReT',
  gotify: 'gOtIfYsEcReT',
  mail: 'mAiLsEcReT',
  check: 'cHeCk-uUiD',
};

describe('notifications', { skip: missing('pebble', 'pdns_server', 'sqlite3') }, () => {
  let http: Awaited<ReturnType<typeof startHttpReceiver>>;
  let mail: Awaited<ReturnType<typeof startMailReceiver>>;
  let checks: Awaited<ReturnType<typeof serve>>;
  let installation: Awaited<ReturnType<typeof createPowerDnsInstallation>>;
  let output = '';
  let urls = '';
  before(async () => {
    http = await startHttpReceiver();
    mail = await startMailReceiver();
    checks = await serve(() => ({ status: 200, body: 'OK' }));
    installation = await createPowerDnsInstallation({ domains: 'smtp.example.com' });
    urls = [
      `slack+http://${http.host}/services/${secrets.slack}`,
      `mattermost+http://${http.host}/hooks/${secrets.mattermost}`,
      `discord+http://${http.host}/api/webhooks/${secrets.discord}`,
      `http://${http.host}/hook?token=${secrets.webhook}`,
      `ntfy+http://:${secrets.ntfy}@${http.host}/certificates`,
      `gotify+http://${http.host}/?token=${secrets.gotify}`,
      `smtp://ops:${secrets.mail}@${mail.host}?to=a@example.com&to=b@example.com&from=dns@example.com&tls=off`,
      `healthchecks+http://${checks.host}/ping/${secrets.check}`,
    ].join(',');
  });
  after(async () => {
    await installation.stop();
    await http.stop();
    await mail.stop();
    await checks.stop();
  });

  /** What the check was told since it was asked last. */
  function pings(): string[] {
    return checks.asked.splice(0).map(({ path }) => path.replace(`/ping/${secrets.check}`, ''));
  }

  async function sync(more: Record<string, string>, args = ['sync']): Promise<number | null> {
    const env = { NOTIFY_URLS: urls, NOTIFY_AFTER_FAILURES: '1', LOG_LEVEL: 'debug', ...more };
    const { code, stdout, stderr } = await installation.run(args, { env });
    output += stdout + stderr;
    return code;
  }

  function at(path: string): Received {
    const found = http.received.filter((request) => request.path.startsWith(path));
    assert.equal(found.length, 1, `requests to ${path}\n${output}`);
    return found[0] as Received;
  }

  it('tell each channel once of a failure, in its own way', async () => {
    assert.equal(await sync({ LEXICON_POWERDNS_AUTH_TOKEN: 'wrong-token' }), 1);
    const title = 'Certificate smtp.example.com cannot be issued or renewed';
    assert.match(
      String(at(`/services/${secrets.slack}`).body.text),
      /\*Certificate smtp\.example\.com cannot.*\*\n⚠ smtp/,
    );
    assert.match(String(at(`/hooks/${secrets.mattermost}`).body.text), /failed, at records/);
    const discord = at(`/api/webhooks/${secrets.discord}`).body;
    assert.match(String(discord.content), /^\*\*Certificate smtp/);
    assert.deepEqual(discord.allowed_mentions, { parse: [] });
    const webhook = at(`/hook?token=${secrets.webhook}`).body;
    assert.equal(webhook.source, 'letsencrypt-dns');
    assert.equal(webhook.status, 'problem');
    const [notice] = webhook.notices as { kind: string; certificate: string; failure: { step: string } }[];
    assert.deepEqual(
      [notice?.kind, notice?.certificate, notice?.failure.step],
      ['failing', 'smtp.example.com', 'records'],
    );
    const ntfy = http.received.find(({ path }) => path === '/');
    assert.deepEqual([ntfy?.body.topic, ntfy?.body.title, ntfy?.body.priority], ['certificates', title, 4]);
    assert.equal(ntfy?.headers.authorization, `Bearer ${secrets.ntfy}`);
    const gotify = at('/message');
    assert.deepEqual([gotify.headers['x-gotify-key'], gotify.body.title], [secrets.gotify, title]);
    assert.equal(http.received.length, 6);
    assert.equal(mail.mails.length, 1);
    assert.match(mail.mails[0] ?? '', /^Subject: \[letsencrypt-dns\] Certificate smtp\.example\.com/m);
    assert.match(mail.mails[0] ?? '', /^To: a@example\.com, b@example\.com/m);
    assert.match(checks.asked[1]?.body ?? '', /^1 certificate, with trouble:\nsmtp\.example\.com: records: /);
    assert.deepEqual(pings(), ['/start', '/fail']);
  });

  it('do not repeat themselves', async () => {
    await sync({ LEXICON_POWERDNS_AUTH_TOKEN: 'wrong-token' });
    assert.equal(http.received.length, 6);
    assert.equal(mail.mails.length, 1);
    assert.deepEqual(pings(), ['/start', '/fail'], 'a ping at each pass');
  });

  it('tell of the recovery, and again what did not arrive', async () => {
    http.received.length = 0;
    // One service is down: with its retries all the time that this pass takes.
    http.answers.push(...Array.from({ length: 6 }, () => 400));
    assert.equal(await sync({}, ['renew', 'smtp.example.com', '--force']), 0, output);
    assert.match(mail.mails[1] ?? '', /is in order again/);
    assert.deepEqual(pings(), ['/start', '']);
    assert.equal(http.received.length, 6);
    assert.equal(await sync({}), 0);
    assert.equal(http.received.length, 12, 'all that was refused is sent again');
    assert.ok(http.received.every(({ body }) => JSON.stringify(body).includes('is in order again')));
    assert.equal(await sync({}), 0);
    assert.equal(http.received.length, 12);
    assert.equal(mail.mails.length, 2);
  });

  it('tell of a pass that came to no end', async () => {
    pings();
    const state = join(installation.configDir, 'renewal');
    await rename(state, `${state}-away`);
    await writeFile(state, '');
    try {
      assert.equal(await sync({}), 1);
    } finally {
      await rm(state);
      await rename(`${state}-away`, state);
    }
    assert.match(checks.asked[0]?.body ?? '', /^the pass failed: cannot read a file/);
    assert.deepEqual(pings(), ['/fail']);
  });

  it('keep the addresses secret, in the log and in messages', () => {
    const sent = JSON.stringify(http.received.map(({ body }) => body)) + mail.mails.join();
    for (const [channel, secret] of Object.entries({ ...secrets, token: 'wrong-token' })) {
      assert.ok(!output.includes(secret), `the secret of ${channel} is in the log`);
      assert.ok(!sent.includes(secret), `the secret of ${channel} is in a message`);
    }
    assert.match(output, /notify\.failed/);
  });
});

describe('mail', () => {
  it('is not sent with a password in the clear, unless that is asked for', async () => {
    const { sendMail } = await import('../../../plugins/notify/channels/smtp.js');
    const server = await startMailReceiver();
    const message = { title: 't', lines: ['l'], bad: true, notices: [], host: 'h.example' };
    const url = new URL(`smtp://user:hunter2@${server.host}?to=a@example.com`);
    try {
      await assert.rejects(
        sendMail({ kind: 'smtp', url, shown: 'smtp' }, message, new AbortController().signal),
        /TLS/,
      );
      assert.ok(!server.commands.some((command) => command.startsWith('AUTH')));
    } finally {
      await server.stop();
    }
  });
});
