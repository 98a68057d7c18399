import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { createQueues, JobQueue } from '#queue';

interface CopyJob {
  id: string;
}

@Injectable()
export class NoteCopies implements OnModuleInit {
  // cut: job
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly queue: JobQueue,
  ) {
    queue.register<CopyJob>('copies', (job, manager) => this.copy(job, manager));
  }

  async request(id: string): Promise<void> {
    await this.dataSource.transaction((manager) => this.queue.send('copies', { id }, manager));
    this.queue.wake('copies');
  }
  // /cut

  /** What a migration does, where there are some. */
  async onModuleInit(): Promise<void> {
    await this.dataSource.transaction(async ({ queryRunner }) => {
      if (queryRunner) await createQueues(queryRunner, ['copies']);
    });
  }

  private async copy({ id }: CopyJob, manager: EntityManager): Promise<undefined> {
    await manager.query(
      `INSERT INTO notes (id, text) SELECT 'copy-of-' || id, text FROM notes WHERE id = $1`,
      [id],
    );
  }
}
