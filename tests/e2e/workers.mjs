// The processes of an instance, and their end.
import { readFileSync } from 'node:fs';

// Workers and housekeeper: the children of this instance's master.
export function children(instance) {
  const { supportd } = instance.facts;
  return readFileSync(`/proc/${supportd}/task/${supportd}/children`, 'utf8')
    .trim().split(' ').filter(Boolean).map(Number);
}

export function end(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}
