/** What a client saw: the spec compares it with what the service must do. */
export interface Outcome {
  /** The status and the state of an import that is accepted. */
  accepted: [status: number, state: string | undefined];
  /** What asking for an import leads to in the end: fetch follows the 303. */
  followed: { status: number; state: string | undefined; isRedirected: boolean };
  /** Of each line, its status, and the type of its problem. */
  results: [status: number, type: string | undefined][];
  /** The problem of an import that was deleted. */
  gone: string | undefined;
}
