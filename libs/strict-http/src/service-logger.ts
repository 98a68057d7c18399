import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Nest's levels by the names that other programs use: https://opentelemetry.io/docs/specs/otel/logs/data-model */
const NEST_LEVELS = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  info: 'log',
  debug: 'debug',
  trace: 'verbose',
} as const satisfies Record<string, LogLevel>;

export type LogLevelName = keyof typeof NEST_LEVELS;

/** From the gravest to the most detailed. */
export const LOG_LEVELS = Object.keys(NEST_LEVELS) as LogLevelName[];

/** Without a terminal, each line is JSON, with the fields of the log entry as its members. */
export class ServiceLogger extends ConsoleLogger {
  /** @param level that of the least grave lines that are printed */
  constructor(level: LogLevelName = 'info') {
    super({
      json: !process.stdout.isTTY,
      flattenParams: true,
      logLevels: [NEST_LEVELS[level]],
    });
  }

  protected override stringifyJsonLogObject(entry: Record<string, unknown>): string {
    const level = LOG_LEVELS.find((name) => NEST_LEVELS[name] === entry.level);
    return super.stringifyJsonLogObject({ ...entry, level });
  }
}
