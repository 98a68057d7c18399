import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

const POLL_INTERVAL_MS = 1_000;

/** Logs once when the database becomes unavailable, and once when it is available again. */
@Injectable()
export class DatabaseMonitor implements OnApplicationShutdown {
  private readonly logger = new Logger('Database');
  private poll: NodeJS.Timeout | undefined;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @param reason an SQLSTATE or a code of the system */
  reportUnavailable(reason: string | undefined): void {
    if (this.poll) return;
    this.logger.warn(`The database is unavailable (${reason ?? 'no response'}).`);
    this.poll = setInterval(() => void this.check(), POLL_INTERVAL_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.poll);
  }

  private async check(): Promise<void> {
    if (!(await this.acceptsWrites()) || !this.poll) return;
    clearInterval(this.poll);
    this.poll = undefined;
    this.logger.log('The database is available again.');
  }

  /** A server that only reads, such as a standby, is not available either. */
  private async acceptsWrites(): Promise<boolean> {
    try {
      const [{ readOnly }] = await this.dataSource.query<[{ readOnly: string }]>(
        `SELECT current_setting('transaction_read_only') AS "readOnly"`,
      );
      return readOnly === 'off';
    } catch {
      return false;
    }
  }
}
