import type { Answer, Asked } from './serve.js';

interface Rules {
  readonly token: string;
  readonly user: string;
  readonly isUsedUp?: boolean;
}

/** https://pushover.net/api: fields as a form, at most 1,024 characters and 250 in the title. */
export function pushover(rules: Rules): (asked: Asked) => Answer {
  return (asked) => {
    if (asked.path !== '/1/messages.json' || asked.method !== 'POST') return failed(404, {}, 'not found');
    if (asked.query.size > 0) return failed(400, {}, 'parameters belong into the body');
    const fields = new URLSearchParams(asked.body);
    const of = (name: string) => fields.get(name) ?? '';
    if (of('token') !== rules.token) return failed(400, { token: 'invalid' }, 'application token is invalid');
    if (of('user') !== rules.user)
      return failed(400, { user: 'invalid' }, 'user identifier is not a valid user, group, or subscribed user key');
    if (of('message') === '') return failed(400, { message: 'cannot be blank' }, 'message cannot be blank');
    if ([...of('message')].length > 1024) return failed(400, { message: 'too long' }, 'message is too long');
    if ([...of('title')].length > 250) return failed(400, { title: 'too long' }, 'title is too long');
    if (!/^(-[12]|[012])?$/.test(of('priority'))) return failed(400, { priority: 'invalid' }, 'priority is invalid');
    if (
      of('priority') === '2' &&
      !(Number(of('retry')) >= 30 && Number(of('expire')) <= 10_800 && Number(of('expire')) > 0)
    )
      return failed(400, { expire: 'must be supplied with priority=2' }, 'expire must be supplied with priority=2');
    if (rules.isUsedUp) return failed(429, {}, 'application is over its monthly quota');
    return { status: 200, body: { status: 1, request: 'r' } };
  };
}

function failed(status: number, fields: object, error: string): Answer {
  return { status, body: { ...fields, errors: [error], status: 0, request: 'r' } };
}
