import type { PartNames } from './record-parts.js';

/** How an API writes a record: in which fields, and in which of the usual forms. What is left out is as in `DnsRecord`. */
export interface ItemForm {
  /** Its own names for fields. */
  readonly fields?: Readonly<Partial<Record<'id' | 'type' | 'name' | 'content' | 'ttl', string>>>;
  /** The API's own names of types, numbers mostly. Others are refused when written, and left out of lists. */
  readonly types?: Readonly<Record<string, string | number>>;
  /** False: the API has no ids, so they are made from type, name and content (see `recordId`). */
  readonly hasIds?: false;
  /** How names are written: relative to the zone (unless told), full, or with a final dot. All three are read. */
  readonly names?: 'relative' | 'full' | 'fqdn';
  /** How the apex is written as a relative name: `@` unless told. The empty string and a dot are read as well. */
  readonly apex?: string;
  /** Types whose priority has a field of its own, and which. Of other types it stands in front of the content. */
  readonly priority?: Readonly<Record<string, string>>;
  /** Types whose content is spread over several fields, and which: see `splitParts`. */
  readonly parts?: Readonly<Record<string, PartNames>>;
  /** What stands for a priority that nobody gave; left out unless told. */
  readonly usualPriority?: number;
  /** TXT is bare unless told: quoted in answers only (`read`), `always`, or for these texts. */
  readonly quotes?: 'read' | 'always' | ((text: string) => boolean);
  /** Host names are written with a final dot. They are read with and without. */
  readonly dots?: boolean;
}
