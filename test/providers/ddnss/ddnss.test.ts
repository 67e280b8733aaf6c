import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/index.js';

const record = { type: 'TXT', name: '_acme-challenge.www', content: 'one', ttl: 60 };
const page = (...lines: readonly string[]) =>
  `<title>DDNSS</title><body><p></p>${lines.map((line) => `<font size="2">${line}</font><br>`).join('')}</body>`;
const update = (query: string, answer = page('Updated 1 hostname.')): Exchange => ({
  request: `GET https://ddnss.de/upd.php?key=opaque-key&host=me.dyn.ddnss.de&${query}`,
  answer,
});
const play = (exchanges: readonly Exchange[], zone = 'me.dyn.ddnss.de') => ({
  provider: 'ddnss',
  options: { key: 'opaque-key' },
  zone,
  exchanges,
});

describe('ddnss', () => {
  it('sets the value of the host, and takes it away', async () => {
    await withExchanges(play([update('txtm=1&txt=one'), update('txtm=2')]), async (service) => {
      await service.create(record);
      await service.removeAll([record]);
    });
  });

  it('lets the last value count for all names of the host, and a removal of an earlier one not touch it', async () => {
    await withExchanges(play([update('txtm=1&txt=one'), update('txtm=1&txt=two')]), async (service) => {
      await service.create(record);
      await service.create({ ...record, name: '_acme-challenge', content: 'two' });
      await service.removeAll([record]);
    });
  });

  const failed = 'Error Occurred While Processing Request :';
  for (const [answer, code] of [
    [page(failed, '- badauth : Die Authorisation ist fehlgeschlagen.', '- notfqdn : falsch'), 'AUTHENTICATION'],
    [page(failed, '- notfqdn : Hostname fehlt oder ist falsch.'), 'ZONE_NOT_FOUND'],
    [page(failed, '- badysys : Der System Parameter ist ungültig.'), 'API'],
    [page('Updated 0 hostnames.'), 'RESPONSE'],
    ['', 'RESPONSE'],
  ] as const)
    it(`takes ${answer} for ${code}`, async () => {
      const answers = Array(code === 'RESPONSE' ? 3 : 1).fill(update('txtm=1&txt=one', answer));
      await assert.rejects(
        withExchanges(play(answers), (service) => service.create(record)),
        (error) => isFailure(error, code) && !error.message.includes('opaque-key'),
      );
    });

  it('knows its hosts by their names', async () => {
    for (const zone of ['me.ddnss.de', 'me.ddnss.org', 'me.dyndns.ddnss.de', 'me.dyn.home-webserver.de'])
      await withExchanges(play([], zone), async (service) => assert.equal((await service.findZone()).name, zone));
    for (const zone of ['ddnss.de', 'www.me.dyn.ddnss.de', 'me.notddnss.de', 'example.com'])
      await assert.rejects(
        withExchanges(play([], zone), (service) => service.findZone()),
        (error) => isFailure(error, 'ZONE_NOT_FOUND'),
      );
  });
});
