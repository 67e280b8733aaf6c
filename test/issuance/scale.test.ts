import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { day, hour } from './fixtures.js';
import { mostOfOne, mostWithin, type SeenOrder, threeHours, week } from './lets-encrypt-model.js';
import { type SimulatedYear, simulateYear } from './simulated-year.js';

/** Certificates of one or two names, spread over registered domains. */
function certificates(count: number, domains: number): string[][] {
  return Array.from({ length: count }, (_, index) => {
    const name = `host${Math.floor(index / domains)}.customer${index % domains}.com`;
    return index % 2 === 0 ? [name] : [name, `www.${name}`];
  });
}

function domainOf({ names: [name = ''] }: SeenOrder): string {
  return name.split('.').slice(-2).join('.');
}

function setOf({ names }: SeenOrder): string {
  return [...names].sort().join(' ');
}

/** What the CA saw; "counted" are the orders that its limits are about. */
function measure({ ca, passes, expired, renewalsPerDay, issued, heldBack }: SimulatedYear) {
  const moments = ca.orders.map(({ at }) => at);
  const counted = ca.orders.filter(({ isExempt }) => !isExempt);
  const countedMoments = counted.map(({ at }) => at);
  return {
    passes,
    issued,
    orders: ca.orders.length,
    perHour: mostWithin(moments, hour),
    perThreeHours: mostWithin(moments, threeHours),
    countedPerThreeHours: mostWithin(countedMoments, threeHours),
    countedPerDomainAndWeek: mostOfOne(counted, domainOf, week),
    perSetAndWeek: mostOfOne(
      ca.orders.filter(({ hasFailed }) => !hasFailed),
      setOf,
      week,
    ),
    renewalsOnBusiestDay: Math.max(...renewalsPerDay),
    renewalsOnBusiestDayOfLastQuarter: Math.max(...renewalsPerDay.slice(-92)),
    expired: expired.length,
    refusals: ca.refusals.length,
    heldBack,
  };
}

/** What must be true whatever the certificates are. */
function assertWithinLimits(year: SimulatedYear): void {
  assert.deepEqual(year.ca.refusals, [], 'the CA never had to refuse');
  assert.deepEqual(year.expired, [], 'every certificate was renewed in time');
  const { countedPerThreeHours, perSetAndWeek } = measure(year);
  assert.ok(countedPerThreeHours <= 300, `${countedPerThreeHours} orders in three hours`);
  assert.ok(perSetAndWeek <= 5, `${perSetAndWeek} certificates of the same names in a week`);
}

/** All of them with `SCALE=full npm test -- issuance/scale`, which takes minutes; else a tenth, spread as thinly. */
const part = process.env.SCALE === 'full' ? 1 : 10;
/** Of those that go on for a year; still more of them than the CA takes at once. */
const partOfYear = process.env.SCALE === 'full' ? 1 : 20;
/** Of those that do not last as long; still more of them than the CA takes at once. */
const quarter = process.env.SCALE === 'full' ? 1 : 4;
/** Of one domain, with the days: still more of them than it may have, and renewals among them. */
const [below, days] = process.env.SCALE === 'full' ? [400, 40] : [260, 28];

describe("many certificates at Let's Encrypt", () => {
  const [thousands, domains] = [10_000 / partOfYear, Math.ceil(300 / partOfYear)];
  it(`${thousands} over a year: within its limits, none too late, and ever less of a crowd`, async (test) => {
    // Once a day, which makes the crowds larger than twice a day does; no renewal information, so that all orders count.
    const year = await simulateYear({
      certificates: certificates(thousands, domains),
      lifetimeDays: 90,
      hasRenewalInformation: false,
      days: 365,
      cron: '12 01 * * *',
    });
    const measured = measure(year);
    test.diagnostic(JSON.stringify(measured));
    assertWithinLimits(year);
    assert.equal(year.issued, thousands);
    assert.ok(measured.perThreeHours <= 300);
    assert.ok(measured.countedPerDomainAndWeek <= 50);
    assert.equal(measured.heldBack, 0, 'none was tried in vain: the plan let it wait');
    const firstWave = Math.max(...year.renewalsPerDay.slice(0, 70));
    assert.ok(measured.renewalsOnBusiestDayOfLastQuarter < firstWave * 0.7, 'those issued together drift apart');
  });

  it('with renewal information: the CA counts no renewal, and is asked for hardly more at once', async (test) => {
    const year = await simulateYear({
      certificates: certificates(5000 / part, Math.ceil(150 / part)),
      lifetimeDays: 90,
      hasRenewalInformation: true,
      days: 66,
    });
    const measured = measure(year);
    test.diagnostic(JSON.stringify(measured));
    assertWithinLimits(year);
    // A renewal whose window ends does not wait for its turn.
    assert.ok(measured.perThreeHours <= 330);
    assert.ok(measured.countedPerDomainAndWeek <= 50);
    assert.ok(measured.orders > 9500 / part, 'nearly all have been renewed by then');
  });

  it('45 days, some names failing for two weeks', async (test) => {
    const names = certificates(1500 / quarter, Math.ceil(50 / quarter));
    const broken = new Set(names.slice(0, 20).flat());
    const year = await simulateYear({
      certificates: names,
      lifetimeDays: 45,
      hasRenewalInformation: false,
      days: 50,
      failing: { names: broken, days: 14 },
    });
    test.diagnostic(JSON.stringify(measure(year)));
    assertWithinLimits(year);
    assert.equal(year.issued, 1500 / quarter, 'those that failed came in the end');
  });

  it('six days, renewed twice a week', async (test) => {
    const year = await simulateYear({
      certificates: certificates(1500 / quarter, Math.ceil(150 / quarter)),
      lifetimeDays: 6,
      hasRenewalInformation: true,
      days: 10,
    });
    const measured = measure(year);
    test.diagnostic(JSON.stringify(measured));
    assertWithinLimits(year);
    assert.ok(measured.passes < 10 * 40, `${measured.passes} passes`);
  });

  for (const hasRenewalInformation of [true, false]) {
    it(`all below one domain, ${hasRenewalInformation ? 'with' : 'without'} renewal information`, async (test) => {
      const year = await simulateYear({
        certificates: certificates(below, 1),
        lifetimeDays: 30,
        hasRenewalInformation,
        days,
      });
      const measured = measure(year);
      test.diagnostic(JSON.stringify(measured));
      assertWithinLimits(year);
      // Fifty at once and fifty more within the week: the CA gives back one each 202 minutes.
      assert.ok(measured.countedPerDomainAndWeek <= 100);
      const later = year.ca.orders.filter(
        ({ at, isExempt }) => !isExempt && at - (year.ca.orders[0]?.at ?? 0) > 7 * day,
      );
      // One more for the minutes by which a turn may come late.
      assert.ok(mostOfOne(later, domainOf, week) <= 51);
      const possible = 50 + (days * 50) / 7;
      const counted = year.ca.orders.filter(({ isExempt }) => !isExempt).length;
      assert.ok(counted <= possible && counted > possible * 0.9, `${counted} of ${Math.floor(possible)} were used`);
      if (hasRenewalInformation)
        assert.ok(year.issued > possible * 0.9, 'renewals leave the places to new certificates');
    });
  }
});
