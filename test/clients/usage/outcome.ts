/** What a client saw: the spec compares it with what the service must do. */
export interface Outcome {
  /** Of a log-in. */
  tokenType: string | undefined;
  /** The status of a GET of the document with its current ETag. */
  revalidated: number;
  /** By status, the type of each problem. */
  problems: Record<number, string>;
  /** The fields that a 422 names. */
  pointers: (string | undefined)[];
}
