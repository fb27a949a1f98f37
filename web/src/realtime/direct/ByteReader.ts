/**
 * Reads lib0's encoding from bytes of somebody else. Nothing throws: the first byte that does not fit sets `failed`,
 * and every later read answers zero. As strict as the server's `YReader`, which says why for each check.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  position = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.position;
  }

  /** Everything was read and nothing was wrong. */
  get isDone(): boolean {
    return !this.failed && this.remaining === 0;
  }

  fail(): void {
    this.failed = true;
    this.position = this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.position];
    if (value === undefined) {
      this.fail();
      return 0;
    }
    this.position++;
    return value;
  }

  /** At most 2^31 - 1, in its shortest form. */
  uint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const next = this.byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next >= 0x80) continue;
      if (value <= 0x7fffffff && (next !== 0 || shift === 0) && !this.failed) return value;
      break;
    }
    this.fail();
    return 0;
  }

  /** A count of things of which each takes at least `bytesEach` bytes: more than could follow is a failure. */
  count(bytesEach = 1): number {
    const count = this.uint();
    if (count * bytesEach <= this.remaining) return count;
    this.fail();
    return 0;
  }

  bytes(count: number): Uint8Array {
    if (this.failed || count > this.remaining) {
      this.fail();
      return noBytes;
    }
    this.position += count;
    return this.#bytes.subarray(this.position - count, this.position);
  }

  /** Valid UTF-8, or a failure and ''. */
  text(): string {
    const bytes = this.bytes(this.uint());
    if (bytes.length === 1 && (bytes[0] ?? 0) < 0x80) return String.fromCharCode(bytes[0] ?? 0);
    try {
      return utf8.decode(bytes);
    } catch {
      this.fail(); // Broken UTF-8 is an answer here.
      return '';
    }
  }

  /** Passes over one lib0 "any" value. */
  any(depth = 0): void {
    if (depth > maxDepth) {
      this.fail();
      return;
    }
    switch (this.byte()) {
      case 127: // undefined, null, false, true
      case 126:
      case 121:
      case 120:
        return;
      case 125:
        this.#integer();
        return;
      case 124:
        this.bytes(4);
        return;
      case 123: // float64, bigint64
      case 122:
        this.bytes(8);
        return;
      case 119:
        this.text();
        return;
      case 118:
        for (let left = this.count(2); left > 0 && !this.failed; left--) {
          if (this.text() === '__proto__') this.fail();
          this.any(depth + 1);
        }
        return;
      case 117:
        for (let left = this.count(); left > 0 && !this.failed; left--) this.any(depth + 1);
        return;
      case 116:
        this.bytes(this.uint());
        return;
      default:
        this.fail();
    }
  }

  /** Passes over a string that holds one JSON text. */
  json(): void {
    const text = this.text();
    if (this.failed) return;
    try {
      if (nestingOf(text) > maxDepth) this.fail();
      else JSON.parse(text);
    } catch {
      this.fail(); // No JSON is an answer here.
    }
  }

  /** lib0's signed integer: sign and six bits first, then seven each, up to 2^53. */
  #integer(): void {
    let next = this.byte();
    let value = next & 0x3f;
    for (let shift = 6; (next & 0x80) !== 0 && !this.failed; shift += 7) {
      next = this.byte();
      if (shift > 48) {
        this.fail();
        return;
      }
      value += (next & 0x7f) * 2 ** shift;
    }
    if (value > 2 ** 53) this.fail();
  }
}

const maxDepth = 32;
const noBytes = new Uint8Array(0);
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How deep arrays and objects lie in each other; quotes count as JSON has them. */
function nestingOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const c = json[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '[' || c === '{') deepest = Math.max(deepest, ++depth);
    else if (c === ']' || c === '}') depth--;
  }
  return deepest;
}
