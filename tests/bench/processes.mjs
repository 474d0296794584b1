// What /proc tells of processes: found by their parent's id, never by a name.
import { readdirSync, readFileSync } from 'node:fs';

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';  // it has ended
  }
}

// Fields of /proc/PID/stat from the state (index 0) on; [] when it has ended.
export function stat(pid) {
  const text = read(`/proc/${pid}/stat`);
  return text ? text.slice(text.lastIndexOf(')') + 2).split(' ') : [];
}

export const parentOf = (pid) => Number(stat(pid)[1]);

export const childrenOf = (parent) =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)
    .filter((pid) => parentOf(pid) === parent);

export const withChildren = (pid) => [pid, ...childrenOf(pid)];

// Microseconds on a CPU since they began, all threads.
export function cpuOf(pids) {
  let nanoseconds = 0;
  for (const pid of pids) {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      const [onCpu] = read(`/proc/${pid}/task/${task}/schedstat`).split(' ');
      nanoseconds += Number(onCpu);
    }
  }
  return nanoseconds / 1000;
}

// MiB.  RSS counts what processes share once for each of them, PSS once.
export function memoryOf(pids) {
  const sum = { rss: 0, pss: 0 };
  for (const pid of pids) {
    const text = read(`/proc/${pid}/smaps_rollup`);
    for (const what of Object.keys(sum)) {
      const kib = new RegExp(`^${what}:\\s+(\\d+)`, 'im').exec(text)?.[1] ?? 0;
      sum[what] += Number(kib) / 1024;
    }
  }
  return sum;
}

// MiB: the most that it ever had in memory.
export const peakOf = (pid) =>
  Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
