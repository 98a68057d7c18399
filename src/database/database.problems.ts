import { type ProblemException, ServiceUnavailable } from '#problem-details';
import { type DatabaseMonitor, findUnavailability } from '#postgres';

/** 503 for what a retry may mend. Every other error of the database is a 500. */
export function toDatabaseProblem(
  error: unknown,
  monitor: DatabaseMonitor,
): ProblemException | undefined {
  const unavailability = findUnavailability(error);
  if (!unavailability) return undefined;
  const { reason, isGeneral } = unavailability;
  if (isGeneral) monitor.reportUnavailable(reason);
  return new ServiceUnavailable(undefined, { reason });
}
