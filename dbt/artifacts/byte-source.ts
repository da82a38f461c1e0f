/** Bytes that arrive in chunks, read as a stream of records: look ahead, take, give back; nothing is copied that need not be. */

/** Not for two readers at once. It never ends the chunks' iterator: whoever made that may read on. */
export class ByteSource {
  /** Bytes taken so far: the offset of the next one. */
  position = 0;
  private readonly chunks: AsyncIterator<Buffer>;
  private current: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `length` bytes without taking them; fewer where the source ends. */
  async peek(length: number): Promise<Buffer> {
    if (this.current.length < length) {
      const pieces = [this.current];
      let held = this.current.length;
      while (held < length) {
        const next = await this.chunks.next();
        if (next.done) break;
        pieces.push(next.value);
        held += next.value.length;
      }
      this.current = Buffer.concat(pieces);
    }
    return this.current.subarray(0, length);
  }

  /** Takes at most `length` bytes, as many as are at hand; null at the end of the source. */
  async take(length: number): Promise<Buffer | null> {
    while (this.current.length === 0) {
      const next = await this.chunks.next();
      if (next.done) return null;
      this.current = next.value;
    }
    const taken = this.current.subarray(0, length);
    this.current = this.current.subarray(taken.length);
    this.position += taken.length;
    return taken;
  }

  /** Takes what was looked at. */
  skip(length: number): void {
    this.current = this.current.subarray(length);
    this.position += length;
  }

  /** Gives back the last bytes taken. */
  giveBack(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.current = this.current.length === 0 ? bytes : Buffer.concat([bytes, this.current]);
    this.position -= bytes.length;
  }
}
