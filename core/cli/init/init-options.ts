/** The options of `letsencrypt-dns init`. */
export interface InitOptions {
  readonly provider?: string;
  /** `NAME=VALUE` or `NAME-file=PATH`. */
  readonly option?: readonly string[];
  readonly mail?: string;
  readonly ca?: string;
  /** A compose file with secrets in place of an env file, `true`: where it is usual. */
  readonly compose?: string | true;
  readonly write?: boolean;
}
