import { type RecordDraft, splitPriority, unquoteTxt } from '../../core/sdk/index.js';

/** The fields of a record beside its name and type, as the API sends and takes them. */
export interface RecordFields {
  readonly record?: string | undefined;
  readonly priority?: string | number | undefined;
  readonly weight?: string | number | undefined;
  readonly port?: string | number | undefined;
  readonly caa_flag?: string | undefined;
  readonly caa_type?: string | undefined;
  readonly caa_value?: string | undefined;
  readonly tlsa_usage?: string | undefined;
  readonly tlsa_selector?: string | undefined;
  readonly tlsa_matching_type?: string | undefined;
}

/** What SRV records have where their content is only a target. */
export interface ServiceDefaults {
  readonly weight?: string | undefined;
  readonly port?: string | undefined;
}

/** SRV, CAA and TLSA are taken apart; MX and SRV have a priority. */
export function toFields(draft: RecordDraft, defaults: ServiceDefaults): RecordFields {
  const { content, priority } = splitPriority(draft);
  const [first, second, third, ...others] = content.split(/\s+/);
  switch (draft.type) {
    case 'SRV':
      return third === undefined
        ? { record: content, priority, weight: defaults.weight, port: defaults.port }
        : { record: third, priority, weight: first, port: second };
    case 'CAA':
      return { caa_flag: first, caa_type: second, caa_value: unquoteTxt([third, ...others].join(' ')) };
    case 'TLSA':
      return { record: others.join(''), tlsa_usage: first, tlsa_selector: second, tlsa_matching_type: third };
    default:
      return { record: content, priority };
  }
}

/** The reverse of {@link toFields}, with the priority apart. */
export function fromFields(type: string, fields: RecordFields): { content: string; priority: number | undefined } {
  const priority = fields.priority === undefined ? undefined : Number(fields.priority);
  const record = fields.record ?? '';
  switch (type) {
    case 'SRV':
      return { content: `${fields.weight} ${fields.port} ${record}`, priority };
    case 'CAA':
      return { content: `${fields.caa_flag} ${fields.caa_type} "${fields.caa_value}"`, priority: undefined };
    case 'TLSA':
      return {
        content: `${fields.tlsa_usage} ${fields.tlsa_selector} ${fields.tlsa_matching_type} ${record}`,
        priority: undefined,
      };
    default:
      return { content: record, priority: type === 'MX' ? priority : undefined };
  }
}
