import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextCronRun } from '../../core/scheduler/cron.js';
import { scheduleDelayMs } from '../../core/scheduler/schedule-delay.js';

const hour = 3600 * 1000;

describe('the schedule', () => {
  it("is the seed image's cron expression, in a time zone", () => {
    const from = Date.parse('2030-06-01T00:00:00Z');
    const first = nextCronRun('12 01,13 * * *', 'UTC', from) ?? 0;
    assert.equal(new Date(first).toISOString(), '2030-06-01T01:12:00.000Z');
    const second = nextCronRun('12 01,13 * * *', 'UTC', first) ?? 0;
    assert.equal(new Date(second).toISOString(), '2030-06-01T13:12:00.000Z');
    const berlin = nextCronRun('12 01,13 * * *', 'Europe/Berlin', from) ?? 0;
    assert.equal(new Date(berlin).toISOString(), '2030-06-01T11:12:00.000Z');
  });

  it('neither skips nor repeats a day when the clocks change', () => {
    let moment = Date.parse('2030-03-30T00:00:00Z');
    const hours = Array.from({ length: 4 }, () => {
      moment = nextCronRun('30 2 * * *', 'Europe/Berlin', moment) ?? 0;
      return new Date(moment).toISOString().slice(0, 10);
    });
    assert.deepEqual(new Set(hours).size, 4);
  });

  it('says when it never comes', () => {
    assert.equal(nextCronRun('0 0 30 2 *', 'UTC', Date.parse('2030-01-01T00:00:00Z')), undefined);
  });

  it('is a little late, differently on each host and at each run, and within bounds', () => {
    const run = Date.parse('2030-06-01T01:12:00Z');
    const delays = Array.from({ length: 200 }, (_, host) => scheduleDelayMs(`host ${host}`, run, run + 12 * hour));
    assert.ok(delays.every((delay) => delay >= 0 && delay <= 5 * 60_000));
    assert.ok(new Set(delays).size > 190);
    assert.ok(Math.max(...delays) - Math.min(...delays) > 4 * 60_000, 'they are spread over the whole time');
    assert.equal(scheduleDelayMs('a', run, run + hour), scheduleDelayMs('a', run, run + hour));
    assert.notEqual(scheduleDelayMs('a', run, run + hour), scheduleDelayMs('a', run + hour, run + 2 * hour));
    const often = Array.from({ length: 50 }, (_, host) => scheduleDelayMs(`host ${host}`, run, run + 60_000));
    assert.ok(often.every((delay) => delay <= 3000));
  });
});
