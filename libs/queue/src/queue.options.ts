/** The injection token of the options. */
export const QUEUE_OPTIONS = Symbol('options of queue');

export interface QueueOptions {
  /** Whether this process works on jobs; otherwise it only sends them. */
  worker: boolean;
}
