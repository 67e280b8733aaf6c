import { z } from 'zod';
import { type RecordSet, splitTxt, unquoteTxt, withoutDot } from '../../core/sdk/index.js';

const Caa = z.object({ flags: z.number(), tag: z.string(), value: z.string() });
const Mx = z.object({ preference: z.number(), exchange: z.string() });
const Srv = z.object({ priority: z.number(), weight: z.number(), port: z.number(), target: z.string() });

/** The data of a record set: a field of its own for each type (Record Sets in the REST API of Azure DNS). */
const Fields = z.object({
  TTL: z.number().optional(),
  metadata: z.record(z.string(), z.string()).nullish(),
  ARecords: z.array(z.object({ ipv4Address: z.string() })).nullish(),
  AAAARecords: z.array(z.object({ ipv6Address: z.string() })).nullish(),
  CNAMERecord: z.object({ cname: z.string() }).nullish(),
  MXRecords: z.array(Mx).nullish(),
  NSRecords: z.array(z.object({ nsdname: z.string() })).nullish(),
  SRVRecords: z.array(Srv).nullish(),
  TXTRecords: z.array(z.object({ value: z.array(z.string()) })).nullish(),
  caaRecords: z.array(Caa).nullish(),
  SOARecord: z.object({ host: z.string(), email: z.string(), serialNumber: z.number() }).nullish(),
});

/** Private zones have the same fields under other names: `txtRecords`, `ttl`. */
const privateNames: Readonly<Record<string, string>> = {
  TTL: 'ttl',
  ARecords: 'aRecords',
  AAAARecords: 'aaaaRecords',
  CNAMERecord: 'cnameRecord',
  MXRecords: 'mxRecords',
  SRVRecords: 'srvRecords',
  TXTRecords: 'txtRecords',
  SOARecord: 'soaRecord',
};

export const Properties = z
  .looseObject({})
  .transform((fields) => {
    const named = Object.entries(privateNames).map(([name, inPrivate]) => [name, fields[name] ?? fields[inPrivate]]);
    return { ...fields, ...Object.fromEntries(named) };
  })
  .pipe(Fields);
export type Properties = z.infer<typeof Fields>;

/** The values of a set; that of an alias has none. */
export function fromProperties(properties: Properties): string[] {
  const { CNAMERecord: cname, SOARecord: soa } = properties;
  return [
    ...(properties.ARecords ?? []).map(({ ipv4Address }) => ipv4Address),
    ...(properties.AAAARecords ?? []).map(({ ipv6Address }) => ipv6Address),
    ...(cname ? [withoutDot(cname.cname)] : []),
    ...(properties.MXRecords ?? []).map(({ preference, exchange }) => `${preference} ${withoutDot(exchange)}`),
    ...(properties.NSRecords ?? []).map(({ nsdname }) => withoutDot(nsdname)),
    ...(properties.SRVRecords ?? []).map((srv) =>
      [srv.priority, srv.weight, srv.port, withoutDot(srv.target)].join(' '),
    ),
    ...(properties.TXTRecords ?? []).map(({ value }) => value.join('')),
    ...(properties.caaRecords ?? []).map(({ flags, tag, value }) => `${flags} ${tag} "${value}"`),
    ...(soa ? [`${soa.host} ${soa.email} ${soa.serialNumber}`] : []),
  ];
}

export function toProperties({ type, values }: Pick<RecordSet, 'type' | 'values'>): Properties {
  const [first = ''] = values;
  switch (type) {
    case 'A':
      return { ARecords: values.map((ipv4Address) => ({ ipv4Address })) };
    case 'AAAA':
      return { AAAARecords: values.map((ipv6Address) => ({ ipv6Address })) };
    case 'CNAME':
      return { CNAMERecord: { cname: first } };
    case 'MX':
      return {
        MXRecords: values
          .map(words)
          .map(([preference, exchange = '']) => ({ preference: Number(preference), exchange })),
      };
    case 'NS':
      return { NSRecords: values.map((nsdname) => ({ nsdname })) };
    case 'SRV':
      return {
        SRVRecords: values.map(words).map(([priority, weight, port, target = '']) => ({
          priority: Number(priority),
          weight: Number(weight),
          port: Number(port),
          target,
        })),
      };
    case 'CAA':
      return {
        caaRecords: values.map(words).map(([flags, tag = '', ...value]) => ({
          flags: Number(flags),
          tag,
          value: unquoteTxt(value.join(' ')),
        })),
      };
    default:
      return { TXTRecords: values.map((value) => ({ value: splitTxt(value) })) };
  }
}

function words(value: string): string[] {
  return value.split(/\s+/);
}

/** As private zones have it. */
export function toPrivate(properties: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [privateNames[name] ?? name, value]));
}
