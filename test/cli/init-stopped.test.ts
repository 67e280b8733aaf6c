import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { httpRequest, keys, missing, type Terminal, waitFor } from '../lab/index.js';
import * as answers from './init-answers.js';
import { type InitStage, initTools, openInitStage } from './init-stage.js';

describe('letsencrypt-dns init that is stopped', { skip: missing(...initTools) }, () => {
  let stage: InitStage;
  before(async () => {
    stage = await openInitStage();
  });
  afterEach(() => stage.clear());
  after(() => stage.stop());

  const draft = () => stage.at('letsencrypt-dns', 'init.json');
  const server = (asked: Terminal) => answers.server(asked, stage.installation.env.LEXICON_POWERDNS_PDNS_SERVER ?? '');
  /** Nobody sees the records: whoever waits for them goes on waiting. */
  const hideRecords = () => stage.dns.setOverride(({ type }) => (type === 'TXT' ? { rcode: 'NOERROR' } : undefined));
  const isClean = async () => {
    const { apiUrl, apiKey } = stage.installation.dns;
    const url = `${apiUrl}/api/v1/servers/localhost/zones/example.com.`;
    return !(await httpRequest(url, { headers: { 'X-API-Key': apiKey } })).body.includes('"TXT"');
  };

  async function stopped(asked: Terminal, title: string): Promise<void> {
    asked.type(keys.interrupt);
    assert.equal(await asked.exited, 1, `${title}\n${asked.shown()}`);
    assert.match(asked.shown(), /stopped; what is written stays, nothing is half done/, title);
    assert.doesNotMatch(asked.shown(), /at .*\.js:\d/, title);
  }

  it('at a question has written nothing, and goes on from there without a secret on the disk', async () => {
    // At each of the others: init-halfway.test.ts.
    const first = stage.start();
    await first.sees(/Which names/);
    await stopped(first, 'the first question');
    assert.deepEqual([stage.entries(), existsSync(draft())], [[], false]);
    const last = stage.start();
    await answers.names(last, 'www.example.com');
    await answers.provider(last);
    await answers.secret(last, stage.token);
    await answers.server(last, 'http://127.0.0.1:9');
    await answers.contact(last);
    await answers.target(last);
    await last.sees(/Write down as well/);
    await stopped(last, 'the last question');
    assert.deepEqual(stage.entries(), []);
    assert.equal(readFileSync(draft(), 'utf8').includes(stage.token), false);
    assert.equal(statSync(draft()).mode & 0o777, 0o600);
    // Once more: all but the secret is known.
    const asked = stage.start();
    await asked.sees(/You stopped halfway/);
    asked.type(keys.enter);
    await asked.sees(/Which names[^\n]*\s+│ {2}www\.example\.com/);
    await asked.sees(/Which DNS provider\?\s+│ {2}PowerDNS/);
    await asked.sees(/◆ {2}API key/);
    asked.type(`${stage.token}${keys.enter}`);
    // The last question was not answered then, and the server that was given does not answer.
    await answers.others(asked);
    await asked.sees(/That did not work\. What now\?/, 60_000);
    asked.type(keys.enter);
    await answers.secret(asked, stage.token);
    await server(asked);
    await asked.sees(/Write it\?/, 60_000);
    assert.deepEqual(stage.entries(), []);
    asked.type(keys.enter);
    await asked.sees(/staging server\?/);
    assert.equal(existsSync(draft()), false, 'what is written needs no draft');
    await stopped(asked, 'staging server?');
    assert.equal(readFileSync(stage.at('domains.conf'), 'utf8'), 'www.example.com\n');
  });

  it('during the check, the trial and the issue has removed its records, and left files that are whole', async () => {
    const asked = stage.start();
    await stage.answerAll(asked, 'www.example.com');
    hideRecords();
    await asked.sees(/A test record is written/);
    await waitFor('the record of the check', async () => !(await isClean()));
    await stopped(asked, 'check');
    assert.deepEqual(stage.entries(), []);
    assert.equal(await isClean(), true);
    for (const [title, answer] of [
      ['trial', keys.enter],
      ['issue', 'n'],
    ] as const) {
      await stage.clear();
      const again = stage.start();
      await stage.answerAll(again, 'www.example.com');
      await again.sees(/Write it\?/, 60_000);
      hideRecords();
      again.type(keys.enter);
      await again.sees(/staging server\?/);
      again.type(answer);
      if (title === 'issue') {
        await again.sees(/Obtain the certificate now/);
        again.type(keys.enter);
      }
      await waitFor(`the record of the ${title}`, async () => !(await isClean()));
      await stopped(again, title);
      assert.equal(await isClean(), true, title);
      assert.deepEqual(stage.entries().sort().slice(-2), ['domains.conf', 'settings.env'], title);
      assert.equal(existsSync(stage.at('live/www.example.com')), false, title);
    }
  });
});
