import type { LoggerService } from '@nestjs/common';

/** Without Nest's line for each module and route, and without an error that the caller gets anyway. */
export function createStartupLogger(logger: LoggerService): LoggerService {
  return {
    log: () => undefined,
    warn: (message: unknown, ...rest: unknown[]) => void logger.warn(message, ...rest),
    error: (message: unknown, ...rest: unknown[]) => {
      // A database that is not ready yet: the stack of each attempt tells an operator nothing.
      if (rest.at(-1) === 'TypeOrmModule') return void logger.warn(message, 'TypeOrmModule');
      // Nest logs the exception itself before it throws it; other errors come as text.
      if (!(message instanceof Error)) logger.error(message, ...rest);
    },
  };
}
