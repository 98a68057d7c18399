import { ServiceUnavailable } from '#problem-details';

/** How many jobs run at once: half of Node's four threads for such work, since connections need the others. */
const MAX_RUNNING = 2;

/** How many jobs may wait, each for some 50 ms on two threads. */
const MAX_WAITING = 40;

/** How long a client's earlier jobs count. */
const PERIOD_MS = 60_000;

interface Job {
  /** How many jobs its client has had, with this one. */
  turn: number;
  start: () => void;
  refuse: (reason: Error) => void;
}

/**
 * Runs expensive jobs of many clients. A client waits behind its own jobs and not behind those of others: next is a
 * job of the client that had the fewest, and of equals the latest.
 */
export class FairQueue {
  private running = 0;
  /** In the order in which they start. */
  private readonly waiting: Job[] = [];
  private turns = new Map<string, number>();
  private periodStart = Date.now();

  /**
   * @throws ServiceUnavailable when too many jobs of other clients come first
   * @throws the signal's reason when it aborts before the job starts
   */
  async run<T>(client: string, job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.waitForTurn(this.nextTurn(client), signal);
    try {
      return await job();
    } finally {
      this.running -= 1;
      this.startNext();
    }
  }

  private waitForTurn(turn: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const job: Job = { turn, start: resolve, refuse: reject };
      const index = this.waiting.findIndex((other) => other.turn >= turn);
      this.waiting.splice(index < 0 ? this.waiting.length : index, 0, job);
      signal?.addEventListener('abort', () => this.remove(job, signal.reason as Error));
      this.startNext();
      if (this.waiting.length > MAX_WAITING) {
        const busy = 'Too many expensive requests are waiting. Retry in a moment.';
        this.remove(this.waiting[MAX_WAITING], new ServiceUnavailable(busy));
      }
    });
  }

  private startNext(): void {
    if (this.running >= MAX_RUNNING) return;
    const job = this.waiting.shift();
    if (!job) return;
    this.running += 1;
    job.start();
  }

  private remove(job: Job, reason: Error): void {
    const index = this.waiting.indexOf(job);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    job.refuse(reason);
  }

  private nextTurn(client: string): number {
    if (Date.now() - this.periodStart > PERIOD_MS) {
      this.turns = new Map();
      this.periodStart = Date.now();
    }
    const turn = (this.turns.get(client) ?? 0) + 1;
    this.turns.set(client, turn);
    return turn;
  }
}
