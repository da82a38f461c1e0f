/** Cuts a dbt artifact into the entries of its top-level maps and lists while its bytes arrive, holding one entry in memory at a time. */
import { Fault, type FaultKind } from '@weft/base/fault';
import { parseJson } from '@weft/base/json';
import { unreachable } from '@weft/base/unreachable';
import { beginsScalar, type Captured, grammar, mayBegin, type State } from './artifact-grammar.ts';
import { tooLong, ValueCapture } from './capture-value.ts';
import { isSpace, tooDeep } from './scan-value.ts';

/** `buffer` is lent for the call only: copy what must outlive it. */
export interface JsonEntry {
  /** The top-level name, such as `nodes`. */
  readonly section: string;
  /** The key in a map; null for an element of a list. */
  readonly key: string | null;
  /** Position in the section, from 0. */
  readonly index: number;
  /** The entry is `buffer` from `start` to before `end`, not yet parsed. */
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
  /** [start, end, …] of `created_at` numbers, absolute in `buffer`, within the entry; see `hashEntry`. */
  readonly volatile: readonly number[];
}

export interface JsonListener {
  /** A key that comes twice is told twice; the last one counts, as with JSON.parse. */
  readonly onEntry: (entry: JsonEntry) => void;
  /** A top-level value that is small by nature, parsed whole: one named in `whole`, or a number, string, literal. */
  readonly onValue: (name: string, value: unknown) => void;
  /** A map or list begins; it may turn out empty. */
  readonly onSection?: (name: string, kind: 'map' | 'list') => void;
}

export interface JsonLimits {
  /** Of one entry, key or whole value. A compiled model is some kilobytes; the largest that people have are a few megabytes. */
  readonly entryBytes: number;
  readonly keyBytes: number;
  readonly wholeBytes: number;
  readonly entries: number;
  /** Nesting inside an entry. JSON.parse has no bound, but everything recursive after it has. */
  readonly depth: number;
}

export const defaultJsonLimits: JsonLimits = {
  entryBytes: 64 * 1024 * 1024,
  keyBytes: 8 * 1024,
  wholeBytes: 4 * 1024 * 1024,
  entries: 3_000_000,
  depth: 500,
};

/** Top-level values that are objects but not maps of entries. */
const defaultWhole: ReadonlySet<string> = new Set(['metadata', 'args']);
const namesMax = 256;

const openBrace = 0x7b;
const openBracket = 0x5b;
const byteOrderMark = [0xef, 0xbb, 0xbf];
/** What sends a key through JSON.parse: an escape to decode, or a control character, most of which JSON forbids. */
const unplain = /[\\\p{Cc}]/u;

/**
 * Feed it the bytes as they arrive, then `end`. Throws a Fault (`artifact.not_json`, `artifact.truncated`, `artifact.too_large`) with
 * `details.offset` in bytes at the first thing that is wrong; after that it only throws the same again.
 *
 * Outside of entries the grammar is checked here; inside, brackets are counted and strings skipped, and the caller parses those entries
 * that it has not seen before (a body whose hash is known was parsed once). A file whose entries all parse is accepted if and only if
 * JSON.parse accepts it, save that: a byte order mark is passed over, the root must be an object, a top-level name may not come twice,
 * a key may not hold the character NUL (no database text can), and the limits hold.
 */
export class JsonCutter {
  private readonly names = new Set<string>();
  private readonly limits: JsonLimits;
  private readonly whole: ReadonlySet<string>;
  private readonly capture: ValueCapture;
  private captured: Captured = 'name';
  private state: State = 'start';
  private section: string | null = null;
  private key: string | null = null;
  private index = 0;
  private entries = 0;
  private consumed = 0;
  private markRead = 0;
  private failure: Fault | null = null;

  constructor(
    private readonly listener: JsonListener,
    private readonly options: { readonly file: string; readonly whole?: ReadonlySet<string>; readonly limits?: Partial<JsonLimits> },
  ) {
    this.limits = { ...defaultJsonLimits, ...options.limits };
    this.whole = options.whole ?? defaultWhole;
    this.capture = new ValueCapture(this.limits.depth);
  }

  feed(chunk: Buffer): void {
    if (this.failure) throw this.failure;
    let at = 0;
    while (at < chunk.length) {
      if (this.capture.isOpen) at = this.take(chunk, at);
      else {
        const byte = chunk[at] ?? 0;
        if (isSpace(byte) || this.step(byte, at)) at++;
      }
    }
    this.consumed += chunk.length;
  }

  end(): void {
    if (this.failure) throw this.failure;
    if (this.state !== 'done') throw this.fail('invalid', 'artifact.truncated', `breaks off${this.here()}. Upload the whole file`, 0);
  }

  /** Reads one byte that is neither white space nor inside a value; answers false when it begins a value and is to be read again. */
  private step(byte: number, at: number): boolean {
    const { on, begins, wanted } = grammar[this.state];
    const next = on[byte];
    if (next !== undefined && this.markRead % byteOrderMark.length === 0) {
      this.enter(next);
      return true;
    }
    if (this.state === 'start' && byte === byteOrderMark[this.markRead] && this.consumed + at === this.markRead) {
      this.markRead++;
      return true;
    }
    if (this.state === 'top-value' && this.enterSection(byte)) return true;
    if (begins === null || !mayBegin(begins, byte)) {
      const found = byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `byte ${byte}`;
      throw this.fail('invalid', 'artifact.not_json', `is not JSON${this.here()}: ${wanted} was expected, not ${found}`, at);
    }
    this.captured = begins;
    const { keyBytes, entryBytes, wholeBytes } = this.limits;
    this.capture.begin(byte, begins === 'entry' ? entryBytes : begins === 'whole' ? wholeBytes : keyBytes, begins === 'entry');
    return false;
  }

  private enter(state: State): void {
    this.state = state;
    if (state === 'top-comma') this.section = null;
  }

  private enterSection(byte: number): boolean {
    const section = this.section ?? '';
    if ((byte !== openBrace && byte !== openBracket) || this.whole.has(section)) return false;
    this.index = 0;
    this.enter(byte === openBrace ? 'key-or-end' : 'element-or-end');
    this.listener.onSection?.(section, byte === openBrace ? 'map' : 'list');
    return true;
  }

  private take(chunk: Buffer, from: number): number {
    const next = this.capture.take(chunk, from);
    if (next === tooDeep) throw this.tooLarge(`is nested deeper than ${this.limits.depth}${this.here()}`, from);
    if (next === tooLong) throw this.tooLarge(`has a ${this.captured} of too many bytes${this.here()}`, from);
    if (!this.capture.isOpen) this.finish(next);
    return next;
  }

  private finish(at: number): void {
    const { bytes, start, end } = this.capture;
    switch (this.captured) {
      case 'name': {
        const name = this.decode(bytes.toString('utf8', start + 1, end - 1), at);
        if (this.names.has(name)) throw this.fail('invalid', 'artifact.not_json', `holds ${name} twice`, at);
        if (this.names.add(name).size > namesMax) throw this.tooLarge(`holds more than ${namesMax} top-level names`, at);
        this.section = name;
        this.state = 'name-colon';
        return;
      }
      case 'key':
        this.key = this.decode(bytes.toString('utf8', start + 1, end - 1), at);
        this.state = 'key-colon';
        return;
      case 'whole':
        this.listener.onValue(this.section ?? '', this.parse(bytes.toString('utf8', start, end), at));
        this.enter('top-comma');
        return;
      case 'entry':
        this.finishEntry(bytes, start, end, at);
        return;
      default:
        unreachable(this.captured);
    }
  }

  private finishEntry(buffer: Buffer, start: number, end: number, at: number): void {
    const { key, index } = this;
    if (++this.entries > this.limits.entries) throw this.tooLarge(`holds more than ${this.limits.entries} entries`, at);
    if (beginsScalar(buffer[start])) this.parse(buffer.toString('utf8', start, end), at);
    this.enter(key === null ? 'list-comma' : 'map-comma');
    this.key = null;
    this.index = index + 1;
    this.listener.onEntry({ section: this.section ?? '', key, index, buffer, start, end, volatile: this.capture.volatileRanges() });
  }

  private decode(text: string, at: number): string {
    if (!unplain.test(text)) return text;
    const decoded = String(this.parse(`"${text}"`, at));
    if (decoded.includes('\0')) throw this.fail('invalid', 'artifact.not_json', `holds a key with the character NUL${this.here()}`, at);
    return decoded;
  }

  private parse(text: string, at: number): unknown {
    const parsed = parseJson(text);
    if ('problem' in parsed) throw this.fail('invalid', 'artifact.not_json', `is not JSON${this.here()}: ${parsed.problem}`, at);
    return parsed.value;
  }

  private here(): string {
    if (this.section === null) return '';
    return this.key === null ? ` in ${this.section}` : ` in ${this.section}, at ${this.key.slice(0, 200)}`;
  }

  private tooLarge(message: string, at: number): Fault {
    return this.fail('too_large', 'artifact.too_large', message, at);
  }

  private fail(kind: FaultKind, code: string, message: string, at: number): Fault {
    const offset = this.consumed + at;
    this.failure = new Fault(kind, code, `${this.options.file} ${message} (byte ${offset}).`, { file: this.options.file, offset });
    return this.failure;
  }
}
