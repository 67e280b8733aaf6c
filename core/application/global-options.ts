/** Flags that every command takes. */
export interface GlobalOptions {
  readonly configDir?: string;
  /** A YAML configuration file. */
  readonly config?: string;
  readonly logLevel?: string;
  readonly json?: boolean;
}
