/** A hosted zone as Route 53 tells of it. */
export interface HostedZone {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
}
