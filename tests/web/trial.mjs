// conf/trial for the tests that look at the script itself.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { top } from './instance.mjs';
import { eventually, kPatience } from './suite.mjs';

export const build = process.env.BUILD ?? join(top, 'build');
export const isRoot = process.getuid() === 0;

// A program in a session of its own, so that a signal to the group is what
// Ctrl-C in a terminal would be: {out, err, status, signal} at its end.
// It is killed if it does not end.
export class Program {
  constructor(command, words, options = {}) {
    this.child = spawn(command, words,
                       { stdio: ['ignore', 'pipe', 'pipe'], detached: true,
                         ...options });
    Object.assign(this, { out: '', err: '' });
    this.child.stdout.on('data', (piece) => { this.out += piece; });
    this.child.stderr.on('data', (piece) => { this.err += piece; });
    const late = setTimeout(() => this.signalGroup('SIGKILL'), 2 * kPatience);
    this.ended = new Promise((done) => this.child.on('close',
      (status, signal) => {
        clearTimeout(late);
        done({ out: this.out, err: this.err, status, signal });
      }));
  }
  signalGroup(signal) { process.kill(-this.child.pid, signal); }
  kill(signal) { this.child.kill(signal); }
}

export const trial = (...words) =>
  new Program(join(top, 'conf', 'trial'), words.map(String));
export const runTrial = (...words) => trial(...words).ended;

// Processes whose command names the folder, this one not among them.
export function processesOf(folder) {
  return readdirSync('/proc').filter(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
        .some((word) => word.startsWith(`${folder}/`));
    } catch {
      return false;
    }
  });
}

export const nothingRuns = (folder) => eventually(
  () => processesOf(folder).length === 0, `nothing runs in ${folder}`);

export const factsIn = (out) => Object.fromEntries(
  out.trim().split('\n').map((line) => line.split(/=(.*)/s)));
