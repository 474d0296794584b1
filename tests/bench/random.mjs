// Chance that comes out the same each time: the generator's only source of it.

// A small fast generator (sfc32) from up to three numbers.
export class Random {
  constructor(a, b = 0, c = 0) {
    this.a = a | 0;
    this.b = b | 0;
    this.c = c | 0;
    this.count = 1;
    for (let n = 0; n < 12; n++) this.bits();  // near seeds give far streams
  }

  // 32 bits, as an unsigned number.
  bits() {
    const sum = (this.a + this.b | 0) + this.count | 0;
    this.count = this.count + 1 | 0;
    this.a = this.b ^ this.b >>> 9;
    this.b = this.c + (this.c << 3) | 0;
    this.c = (this.c << 21 | this.c >>> 11) + sum | 0;
    return sum >>> 0;
  }

  // In [0, 1).
  part() { return this.bits() / 4294967296; }
  below(end) { return Math.floor(this.part() * end); }
  between(from, to) { return from + this.below(to - from + 1); }
  happens(share) { return this.part() < share; }
  of(list) { return list[this.below(list.length)]; }

  letters(alphabet, count) {
    let text = '';
    for (let n = 0; n < count; n++) text += alphabet[this.below(alphabet.length)];
    return text;
  }

  // Seconds as people need them: `median` in the middle, now and then very
  // many, never none.
  wait(median, spread = 1) {
    const normal = Math.sqrt(-2 * Math.log(1 - this.part())) *
                   Math.cos(2 * Math.PI * this.part());
    return Math.max(1, median * Math.exp(spread * normal));
  }
}

// Which of the weights' positions a part in [0, 1) of their sum falls on, and
// how far into it.
export class Shares {
  constructor(weights) {
    let sum = 0;
    this.ends = weights.map((weight) => sum += weight);
    this.sum = sum;
  }

  at(part) {
    const wanted = part * this.sum;
    let low = 0, high = this.ends.length - 1;
    while (low < high) {
      const middle = low + high >> 1;
      if (this.ends[middle] > wanted) high = middle;
      else low = middle + 1;
    }
    const begin = low ? this.ends[low - 1] : 0;
    return { position: low, inside: (wanted - begin) / (this.ends[low] - begin) };
  }
}
