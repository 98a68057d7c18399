/** What a client saw: the spec compares it with what the service must do. */
export interface Outcome {
  /** The ids on all pages, in order. */
  ids: string[];
  /** Status and word of an upsert, sent twice. */
  upserts: [status: number, word: string | undefined][];
  /** The statuses of a batch and of its entries, each with the name of the item or the type of the problem. */
  batch: [status: number, nameOrType: string | undefined][];
  /** The status of a GET with the current ETag. */
  revalidated: number;
  /** By status, the type of each problem. */
  problems: Record<number, string>;
  /** The fields that a 422 names. */
  pointers: (string | undefined)[];
}
