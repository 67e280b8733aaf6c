/**
 * The facts about a provider or a plugin, as they stand in its `manifest.json`. The host lists, documents, configures
 * and validates from them alone; code is loaded only when it is to run.
 */

/** One option. The form of its value follows from which keys are there, so that its type can be told from the JSON. */
export interface OptionSpec {
  /** On the command line, without the dashes: `auth-token`. */
  readonly flag: string;
  /** One line for people. */
  readonly help: string;
  /** Never shown in any output; defaults to false. */
  readonly secret?: boolean;
  /** Present: the option must be given. */
  readonly required?: boolean;
  /** Used where the option is not given. Its type (string, number, boolean) is that of the option. */
  readonly default?: string | number | boolean;
  /** The values that are allowed. */
  readonly choices?: readonly string[];
  /** Present: a flag without a value. */
  readonly switch?: boolean;
  /** Present: a number. */
  readonly number?: boolean;
  /** Present: the value may have several lines, as PEM and JSON have. */
  readonly multiline?: true;
  /**
   * Of a provider: variables of other programs that it can come from as well, where none of its own is set. Of a plugin:
   * its variables, the one that counts first; left out: `<PLUGIN>_<FLAG>`.
   */
  readonly env?: readonly string[];
}

/** An option of a plugin. */
export interface PluginOptionSpec extends OptionSpec {
  /** A form of text that the host checks: a mode of files (it arrives in octal), an owner, a URL, items with commas between. */
  readonly kind?: 'mode' | 'owner' | 'url' | 'list';
  /** Its key in the YAML file, with dots between sections; left out: `<plugin>.<flag>`, with underscores for dashes. */
  readonly yaml?: string;
  /** What holds where it is not given, in words, where that is no fixed value. */
  readonly without?: string;
  /** Not handed on to programs that plugins start, although it is no secret: there may be one in it. */
  readonly withheld?: true;
  /** Of a mode of files: what it must not let everybody do. */
  readonly others?: {
    readonly write: ModeFault;
    readonly read?: ModeFault;
    /** What puts it right. */
    readonly hint: string;
  };
}

/** What is said of a mode: `CERTS_FILES_MODE 0666` and the message. */
export interface ModeFault {
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/**
 * What single certificates may say to a plugin: in YAML as `<plugin>: { <flag>: … }` of a certificate, underscores for
 * dashes; in domains.conf as `<plugin>-<flag>=…`. Where a certificate does not, the option of the same key for all
 * holds, else the default. The plugin finds it in `certificate.options`.
 */
export interface CertificateOptionSpec extends Omit<OptionSpec, 'env'> {
  /** Present: names of containers or services; `a,b` in domains.conf, a list in YAML. */
  readonly containers?: true;
  /** Present: commands in containers; `a:command arg,b:command` in domains.conf, a list of `cmd` and `containers` in YAML. */
  readonly commands?: true;
  /** What it is called in domains.conf, without `=`; false: it cannot stand there. */
  readonly line?: string | false;
  /**
   * Its key in the certificate's entry, with dots between sections and `[]` after one that is a list; of several, each
   * with its meaning, the first is the one that is written, and lists are joined.
   */
  readonly yaml?: string | Readonly<Record<string, string>>;
  /** False: where a certificate says anything to the plugin, the option for all does not hold for it. */
  readonly inherits?: false;
}

/** A section of a certificate's entry in YAML. */
export interface CertificateSection {
  /** One line for people. */
  readonly help: string;
  /** Present: keys that nobody knows are a warning, where another program lets them pass. */
  readonly loose?: true;
}

/** Whether the service can still be used. */
export interface ServiceStatus {
  readonly state: 'closed' | 'retiring';
  /** Date (`2023-04-01`) or year since when, or from when on. */
  readonly since: string;
  /** What to use instead, with the option names that matter. */
  readonly successor?: string;
}

/** What the API can do; RecordService works from these and never spends a request that they make unnecessary. */
export interface Capabilities {
  /** `record`: single records by id · `set`: all values of one name and type at once · `zone`: everything at once. */
  readonly granularity: 'record' | 'set' | 'zone';
  /**
   * What creating a record that exists does. `rejected`: the API says so, and the provider throws RECORD_EXISTS ·
   * `allowed`: a second one appears, so the host looks first · `ignored`: nothing, the provider or its helper sees to it.
   */
  readonly duplicates: 'rejected' | 'allowed' | 'ignored';
  readonly types: readonly string[];
  /** Smallest TTL that the API takes, in seconds. */
  readonly minTtl?: number;
  /** Largest TTL that the API takes, in seconds. */
  readonly maxTtl?: number;
  /** Only these TTLs are taken; the host picks the next one up. */
  readonly ttls?: readonly number[];
  /** How many requests a second the API takes; the host waits. */
  readonly requestsPerSecond?: number;
  /** Writes to one zone must not overlap (whole sets or zones are read, changed and written). */
  readonly serialWrites?: boolean;
  /**
   * Present: there is one TXT value at a time, in a whole `zone` (Duck DNS shows it at every name) or at a `name`. The
   * challenges that would meet there, also those of different certificates, then go one after the other.
   */
  readonly singleTxt?: 'name' | 'zone';
  /** The provider wants to know what a TXT record proves: see `ChallengeProof`. */
  readonly proofs?: boolean;
  /** Values can stand only at names that were arranged for beforehand, those of the challenges themselves. */
  readonly exactNames?: boolean;
  /** A change leaves the type of a record as it is, and nothing in its answer shows that; so the host looks first. */
  readonly keepsTypes?: boolean;
  /** How long the service takes to publish a change, in seconds, where that is long. */
  readonly propagationSeconds?: number;
}

export interface ProviderManifest {
  readonly id: string;
  readonly title: string;
  readonly website?: string;
  readonly apiDocs?: string;
  /** Other ids that mean this provider. */
  readonly aliases?: readonly string[];
  /** What other programs call this provider (`dns_cf`): they mean it as well, but no variables are named after them. */
  readonly foreignIds?: readonly string[];
  /** What the variables of lego begin with (`CLOUDFLARE`), so that those that mean nothing here can be told of. */
  readonly legoPrefixes?: readonly string[];
  /** Host names of its name servers, or a part of them; a leading `^` makes it a regular expression. */
  readonly nameservers?: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Groups of option keys of which one must be complete: `[["token"], ["username", "password"]]`. */
  readonly oneOf?: readonly (readonly string[])[];
  readonly capabilities: Capabilities;
  readonly status?: ServiceStatus;
  /** How to get the credential, and the least rights it needs: sentences for the documentation. */
  readonly setup?: readonly string[];
  /** Anything else worth knowing: limits, changes of the API and their date. */
  readonly notes?: readonly string[];
  /** Where the facts of this manifest come from: addresses of documentation, or what nobody has proved. */
  readonly sources?: readonly string[];
}

export interface PluginManifest {
  readonly id: string;
  readonly title: string;
  readonly website?: string;
  /** What holds for all certificates: from variables (each also as `NAME_FILE`) and from the YAML file. */
  readonly options: Readonly<Record<string, PluginOptionSpec>>;
  /** What single certificates may say. */
  readonly certificate?: Readonly<Record<string, CertificateOptionSpec>>;
  /** The sections that these stand in, by their keys (`autorestart`). */
  readonly certificateSections?: Readonly<Record<string, CertificateSection>>;
  /** Position among the post-issue steps; third-party plugins come after the built-in ones (0 to 99). */
  readonly order?: number;
  /** Certificates need not be handled one after the other. */
  readonly parallel?: boolean;
  /** Also run for certificates that are merely present at start. */
  readonly runsAtStart?: boolean;
  /** The option of a certificate with which it is run at every start: what it makes lies outside of the two directories. */
  readonly eachStart?: string;
  /** Has a method `onPass`, which is told how all certificates stand when a pass is over. */
  readonly watchesPasses?: boolean;
  /** Has methods `beforeIssues` or `afterIssues`, which are called around the work of a pass in which something is issued. */
  readonly surroundsIssues?: boolean;
  /** Longest time one step may take, in seconds; 60 unless told. */
  readonly timeoutSeconds?: number;
  /** Labels of containers that it looks for, each with its meaning. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

/** A command to run in a container, without a shell. */
export interface ContainerCommand {
  readonly container: string;
  readonly argv: readonly string[];
}

/** What a certificate can say to a plugin. */
export type CertificateOption = string | number | boolean | readonly string[] | readonly ContainerCommand[] | undefined;

type Widened<T> = T extends boolean ? boolean : T extends number ? number : T extends string ? string : never;

type OptionValue<S> = S extends { default: infer D }
  ? Widened<D>
  : S extends { containers: boolean }
    ? readonly string[]
    : S extends { commands: boolean }
      ? readonly ContainerCommand[]
      : S extends { switch: boolean }
        ? boolean
        : S extends { number: boolean }
          ? S extends { required: boolean }
            ? number
            : number | undefined
          : S extends { required: boolean }
            ? string
            : string | undefined;

/** The typed options that a manifest (`import type manifest from './manifest.json'`) gives to its code. */
export type OptionsOf<M extends { options: object }> = {
  readonly [K in keyof M['options']]: OptionValue<M['options'][K]>;
};

/** The same for what single certificates say. */
export type CertificateOptionsOf<M> = M extends { certificate: infer C }
  ? { readonly [K in keyof C]: OptionValue<C[K]> }
  : Readonly<Record<string, CertificateOption>>;
