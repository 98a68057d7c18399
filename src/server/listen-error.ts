import type { Config } from '../config/config.js';

/** Says which setting to change when the system refuses PORT or HOST. Other errors stay as they are. */
export function toListenError(
  error: unknown,
  { port, host }: Pick<Config, 'port' | 'host'>,
): Error {
  const { code } = error as NodeJS.ErrnoException;
  const message = findMessage(code, port, host);
  return message === undefined ? (error as Error) : new Error(message, { cause: error });
}

function findMessage(code: string | undefined, port: number, host: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${port} is in use on ${host}: end the program that listens there, or set PORT (0 takes a free one).`;
    case 'EACCES':
      return `PORT ${port} needs privileges that this user does not have: set PORT to 1024 or more.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is not an address of this machine: set HOST to localhost, or to 0.0.0.0 for all addresses.`;
  }
}
