import { z } from 'zod';
import { explainRefusals, type HttpClient, inSession, type Query, type Schema } from '../../core/sdk/index.js';

export interface Account {
  readonly username: string;
  readonly password: string;
}

export interface Session {
  readonly id: string;
  readonly orders: readonly { readonly number: string; readonly description: string }[];
  /** The contract that is open in it. */
  chosen?: string;
}

/** Does one action in a session, with the contract given opened in it. */
export type Action = <T>(schema: Schema<T>, subaction: string, fields: Query, isOnce?: boolean) => Promise<T>;

/** Each value stands in an object of its own. */
export function valueText() {
  return z.object({ value: z.coerce.string() }).transform(({ value }) => value);
}

const Started = z.object({ result: z.object({ sess_id: valueText() }) });
const LoggedIn = z.object({
  result: z.object({
    sess_id: valueText().optional(),
    orders: z
      .array(
        z
          .object({ ord_no: valueText(), ord_description: valueText().default('') })
          .transform((order) => ({ number: order.ord_no, description: order.ord_description })),
      )
      .default([]),
  }),
});
/** 100 is a success. https://support.euserv.com/api-doc/ */
const Refused = z
  .object({ message: z.string().catch(''), code: z.coerce.string().refine((code) => code !== '100') })
  // Words are HTML.
  .transform(({ message, code }) => ({ message: message.replaceAll('<br>', ' '), serviceCode: code }));
const explain = explainRefusals(
  Refused,
  [
    [/login|password|session|credential|e-?mail|not authori[sz]ed/i, 'AUTHENTICATION'],
    [/already exist/i, 'RECORD_EXISTS'],
    [/not (found|exist)/i, 'RECORD_NOT_FOUND'],
  ],
  'API',
);

export function createSession(http: HttpClient, { username, password }: Account) {
  const api = http.extend({ baseUrl: 'https://support.euserv.com', query: { method: 'json' }, explain });

  async function open(): Promise<Session> {
    const { sess_id } = (await api.get('/', Started)).result;
    http.hide(sess_id);
    const query = { subaction: 'login', sess_id, email: username, password };
    const { orders, sess_id: id = sess_id } = (await api.get('/', LoggedIn, { query })).result;
    http.hide(id);
    return { id, orders };
  }

  const run = inSession(open);

  async function choose(session: Session, order: string): Promise<void> {
    if (session.chosen === order) return;
    const query = { subaction: 'choose_order', sess_id: session.id, ord_no: order };
    await api.get('/', z.object({ code: z.unknown() }), { query });
    session.chosen = order;
  }

  return {
    orders: () => run(async ({ orders }) => orders),

    /** What runs in a contract; what must not be done twice is a GET all the same. */
    inOrder(order: string): Action {
      return (schema, subaction, fields, isOnce = false) =>
        run(async (session) => {
          await choose(session, order);
          const query = { ...fields, subaction, sess_id: session.id };
          return api.get('/', schema, { query, ...(isOnce && { repeatable: false }) });
        });
    },
  };
}
