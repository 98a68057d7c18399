export { createQueues, dropQueues } from './queue-tables.js';
export { type JobHandler, JobQueue } from './job-queue.js';
export { QueueModule } from './queue.module.js';
export type { QueueOptions } from './queue.options.js';
