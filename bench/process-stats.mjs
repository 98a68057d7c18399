import { readFileSync } from 'node:fs';

/* Figures of another process, read from Linux's /proc; undefined on other systems. */

/** Linux reports times in hundredths of a second on every machine. */
const TICK_US = 10_000;

/** CPU time used so far, in user and kernel mode, in microseconds. */
export function cpuTimeUs(pid) {
  // The name comes before, in parentheses, and may hold anything: proc_pid_stat(5), from field 3.
  const fields = read(pid, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) * TICK_US;
}

/** Resident memory in bytes. */
export function residentMemory(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status') ?? '') ?? [];
  return kilobytes && Number(kilobytes) * 1024;
}

function read(pid, name) {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/${name}`, 'utf8') : undefined;
}
