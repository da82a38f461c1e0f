/** Writes a dbt artifact piece by piece: sections of ready-made bodies and small values, gathered into blocks. */

const blockBytes = 64 * 1024;
const comma = Buffer.from(', ');

/** The sections and values come in any order, each name once; `take` empties what has gathered. */
export class JsonWriter {
  private pieces: Buffer[] = [];
  private gathered = 0;
  private closing = '';
  private isFirstName = true;
  private isFirstEntry = true;

  /** Whether a block's worth has gathered. */
  get isFull(): boolean {
    return this.gathered >= blockBytes;
  }

  value(name: string, value: unknown): void {
    this.begin(name, JSON.stringify(value) ?? 'null');
    this.closing = '';
  }

  section(name: string, kind: 'map' | 'list'): void {
    this.begin(name, kind === 'map' ? '{' : '[');
    this.closing = kind === 'map' ? '}' : ']';
    this.isFirstEntry = true;
  }

  /** An entry of the section begun last; its key is null in a list. The pieces of the body are copied, so they may be lent. */
  entry(key: string | null, ...body: readonly Buffer[]): void {
    if (!this.isFirstEntry) this.add(comma);
    this.isFirstEntry = false;
    if (key !== null) this.add(Buffer.from(`${JSON.stringify(key)}: `));
    for (const piece of body) this.add(Buffer.from(piece));
  }

  end(): void {
    this.add(Buffer.from(this.isFirstName ? '{}' : `${this.closing}}`));
  }

  take(): Buffer {
    const block = Buffer.concat(this.pieces);
    this.pieces = [];
    this.gathered = 0;
    return block;
  }

  private begin(name: string, opening: string): void {
    this.add(Buffer.from(`${this.isFirstName ? '{' : `${this.closing}, `}${JSON.stringify(name)}: ${opening}`));
    this.isFirstName = false;
  }

  private add(bytes: Buffer): void {
    this.pieces.push(bytes);
    this.gathered += bytes.length;
  }
}
