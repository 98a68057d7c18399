export { withAdvisoryLock } from './advisory-lock.js';
export { type PostgresDataSourceOptions, toDataSourceOptions } from './data-source-options.js';
export { DatabaseMonitor } from './database-monitor.js';
export { FastLane } from './fast-lane.js';
export { type IsoTimestamp, isoTimestamp } from './iso-timestamp.js';
export { canReadTables, isRetryable, openDataSource } from './open-data-source.js';
export { PostgresLimits, type PostgresOptions } from './postgres.options.js';
export { Revision } from './revision.js';
export {
  type ExceptionByConstraint,
  findUnavailability,
  isForeignKeyViolation,
  translateConstraint,
  translateConstraints,
  type Unavailability,
} from './sqlstate.js';
export type { UpsertResult } from './upsert-in-order.js';
export type { WriteAccess } from './versioned-statements.js';
export {
  type Fields,
  type RowFields,
  type VersionCondition,
  type VersionedEntity,
  VersionedTable,
  type WriteState,
} from './versioned-table.js';
