// The promises that a bench holds its figures against.  Who missed one ends
// with 1.
export function check(what, value, isHeld) {
  console.log(`${isHeld ? 'held  ' : 'MISSED'}  ${what} (${value})`);
  if (!isHeld) process.exitCode = 1;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
