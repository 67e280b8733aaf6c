/** The DNS server inside this program, as the host lends it to a provider. Its code is loaded when it is started. */
export interface ResponderService {
  /**
   * Starts it; whoever starts it closes it.
   * @throws Failure CONFIG for a bad name, or where an address cannot be listened on; ABORTED
   */
  start(request: ResponderRequest): Promise<TxtServer>;
}

export interface ResponderRequest {
  /** IP addresses, and ports for both UDP and TCP; port 0 takes a free one. */
  readonly listen: readonly { readonly address: string; readonly port: number }[];
  /** Its own name, as the NS records of the parent zones have it. */
  readonly serverName: string;
  /** Zones that it answers for from the start. */
  readonly zones: readonly string[];
}

/** Answers for the TXT records given to it, and for nothing else. Names are full. */
export interface TxtServer {
  /** Makes it authoritative for one more zone; one that it has already is left alone. */
  addZone(apex: string): void;
  /** Adds a value beside the others; one that is there already is left alone. @throws Failure CONFIG outside the zones */
  add(name: string, value: string): void;
  /** Removes this value; one that is not there is left alone. */
  remove(name: string, value: string): void;
  /** Stops listening. */
  close(): Promise<void>;
}
