/** One call of a vendor's API that a client of ours makes. Contract tests hold each to the vendor's own description. */
export interface VendorOperation {
  /** The vendor's own name of it (`operationId`). */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path template from the root of the host, as the vendor writes it: `/api/v1/monitor/{monitor_id}`. */
  readonly path: string;
}
