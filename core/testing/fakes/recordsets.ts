import { jsonAnswer } from '../fake-api.js';
import type { GivenAnswer } from '../wire.js';
import { asObject } from './record-handlers.js';
import { type Call, type Handler, Refusal } from './routed-fake.js';
import { setForm } from './set-form.js';
import { type FakeSet, setsOf, writeSet } from './sets.js';
import { allowOnly } from './zones.js';

/** A set of OpenStack's DNS, and of clouds that are made of it. https://docs.openstack.org/api-ref/dns/dns-api-v2-index.html */
export interface ShownSet {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly ttl: number;
  readonly records: readonly string[];
  readonly description?: string;
}

export interface RecordsetRules {
  /** Path in front of `/zones/{zone}/recordsets`; none unless told. */
  readonly prefix?: string;
  readonly exists: GivenAnswer;
  readonly gone: GivenAnswer;
  readonly invalid: GivenAnswer;
  /** What stands in each set beside its values, and must come back with a change; nothing unless told. */
  readonly description?: string;
  /** Names without a final dot are taken as well. */
  readonly takesBareNames?: true;
  /** Fields of a change; left out: name and type as well. */
  readonly changed?: readonly string[];
}

const form = setForm({ names: 'fqdn', taken: ['description'] });
/** Host names, too. */
const bare = setForm({ names: 'fqdn', taken: ['description'], values: 'quoted' });

export function shownSets({ zone }: Pick<Call, 'zone'>, description?: string): ShownSet[] {
  return setsOf(zone).map((set) => {
    const shown = { id: idOf(set), ...form.toSet(set, zone), ...(description !== undefined && { description }) };
    return shown as unknown as ShownSet;
  });
}

/** Adds a set that must not exist, changes and removes one by its id. */
export function recordsetWrites(rules: RecordsetRules): Record<string, Handler> {
  const { prefix = '', description, changed = ['name', 'type', 'ttl', 'records', 'description'] } = rules;
  const all = `${prefix}/zones/{zone}/recordsets`;

  function find({ zone, params }: Call): FakeSet {
    const found = setsOf(zone).find((set) => idOf(set) === params.id);
    if (found === undefined) throw new Refusal(rules.gone);
    return found;
  }

  function sent({ zone, body }: Call, before?: FakeSet): FakeSet {
    const whole: Readonly<Record<string, unknown>> = { ...(before && form.toSet(before, zone)), ...asObject(body) };
    const name = String(whole.name);
    const dotted = rules.takesBareNames && !name.endsWith('.') ? `${name}.` : name;
    const { fromSet } = rules.takesBareNames ? bare : form;
    const { values, ...set } = invalidUnless(() => fromSet({ ...whole, name: dotted }, { zone }));
    if (values.length === 0) throw new Refusal(rules.invalid);
    return { ...set, values };
  }

  function invalidUnless<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof Refusal) throw new Refusal(rules.invalid);
      throw error;
    }
  }

  return {
    [`POST ${all}`]: (call) => {
      const set = sent(call);
      if (setsOf(call.zone).some((own) => idOf(own) === idOf(set))) return rules.exists;
      writeSet(call.zone, set);
      return jsonAnswer({ ...(call.body as object), id: idOf(set) }, 202);
    },
    [`PUT ${all}/{id}`]: (call) => {
      const before = find(call);
      allowOnly(call.body as Record<string, unknown>, changed);
      if ((call.body as Partial<ShownSet>).description !== description) return rules.invalid;
      writeSet(call.zone, sent(call, before));
      return jsonAnswer({}, 202);
    },
    [`DELETE ${all}/{id}`]: (call) => {
      writeSet(call.zone, { ...find(call), values: [] });
      return jsonAnswer({}, 202);
    },
  };
}

function idOf({ type, name }: FakeSet): string {
  return Buffer.from(`${type} ${name}`).toString('hex');
}
