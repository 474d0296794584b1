// Row 8: the disk refuses to write, or lies.  See sick.sh.
import { Chain } from './cuts.mjs';

const value = (said, name) => said.flatMap((line) =>
  [...line.matchAll(new RegExp(`^verdict.* ${name}=(\\d+)`, 'g'))])
  .reduce((sum, found) => sum + Number(found[1]), 0);

// Refused, latched, nothing acknowledged lost, cleared, written again.
export async function refusing(parts, base, fs, times) {
  const chain = new Chain(parts, base, fs, { disk: 'refusing', times });
  chain.freshDisk();
  const machine = chain.boot({ do: 'sick' });
  await machine.hears('the end');
  await machine.cut();
  const said = machine.said();
  const many = (pattern) => said.filter((line) => pattern.test(line)).length;
  const last = said.findLast((line) => line.startsWith('verdict')) ?? '';
  const counts = { lost: value(said, 'lost'), doubled: value(said, 'doubled'),
                   acknowledged: Number(last.match(/=(\d+)/)?.[1] ?? 0) };
  const refusals = said.find((line) => /^refusals /.test(line)) ?? 'refusals 0';
  const good = counts.lost === 0 && counts.doubled === 0 &&
    many(/^latched$/) === times && many(/^cleared 0 /) === times &&
    many(/^verify 0 /) === times && many(/^refused append/) === 0 &&
    value(said, 'appended') > 0 && many(/^(died|mount failed)/) === 0;
  return { good, said, lines: [
    `row=8 cases=${times} acknowledged=${counts.acknowledged} ` +
    `lost=${counts.lost} doubled=${counts.doubled} ` +
    `reported=${refusals.split(' ')[1]} what=${fs}: a disk that refuses: ` +
    `latched ${many(/^latched$/)} times, cleared ${many(/^cleared 0 /)}, ` +
    `${value(said, 'appended')} appends afterwards`] };
}

// What was told before the lies began is there; the rest is counted.
export async function lying(parts, base, fs) {
  const chain = new Chain(parts, base, fs, { disk: 'lying' });
  chain.freshDisk();
  const machine = chain.boot({ do: 'sick' });
  await machine.hears('lying begins');
  await new Promise((done) => setTimeout(done, 4000));
  await machine.cut();
  const said = machine.said();
  const border = said.indexOf('lying begins');
  const isOk = (line) => line.startsWith('ok ');
  chain.told = said.filter((line) => /^(ok|will) /.test(line));
  const told = said.filter(isOk).length;
  const before = new Set(said.slice(0, border).filter(isOk));
  const found = await chain.look();
  const lost = found.filter((line) => line.startsWith('lost '))
    .map((line) => line.replace(/^lost (.*?): [a-z' ]*$/, 'ok $1'));
  const early = lost.filter((line) => before.has(line));
  const good = early.length === 0 && before.size > 0 &&
    found.some((line) => line.startsWith('verdict'));
  // That the lies are seen shows that the check sees; nobody can help it.
  const late = lost.length - early.length;
  return { good, said: [...early, ...found], lines: [
    `row=8 cases=1 acknowledged=${before.size} lost=${early.length} ` +
      `doubled=0 reported=0 what=${fs}: a disk that lies: what was told before`,
    `control=8 lost=${late} doubled=0 what=${fs} of ` +
      `${told - before.size} told while the disk lied`] };
}
