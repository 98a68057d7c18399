import { readFileSync } from 'node:fs';

/* Of another process, by Linux's /proc; elsewhere undefined. */

/** Linux tells times in hundredths of a second, on whatever machine. */
const TICK = 10_000;

/** CPU time used so far, by the program and for it by the kernel, in microseconds. */
export function cpuTime(pid) {
  // After the name, which is in parentheses and may hold anything: proc_pid_stat(5), from field 3.
  const fields = read(pid, 'stat')
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) * TICK;
}

/** Memory that is in use and not swapped out, in bytes. */
export function residentMemory(pid) {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status') ?? '') ?? [];
  return kilobytes && Number(kilobytes) * 1024;
}

function read(pid, name) {
  return process.platform === 'linux' ? readFileSync(`/proc/${pid}/${name}`, 'utf8') : undefined;
}
