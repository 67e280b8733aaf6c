/** Public and private zones have APIs that differ in names alone. */
export interface Kind {
  readonly isPrivate: boolean;
  /** What Resource Graph calls a zone. */
  readonly type: string;
  /** What the address calls its zones, and all record sets of a zone. */
  readonly zones: string;
  readonly allSets: string;
  readonly query: { readonly 'api-version': string };
}

export const publicKind: Kind = {
  isPrivate: false,
  type: 'microsoft.network/dnszones',
  zones: 'dnsZones',
  allSets: 'recordsets',
  query: { 'api-version': '2018-05-01' },
};

export const privateKind: Kind = {
  isPrivate: true,
  type: 'microsoft.network/privatednszones',
  zones: 'privateDnsZones',
  allSets: 'ALL',
  query: { 'api-version': '2020-06-01' },
};
