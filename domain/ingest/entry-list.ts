/** The entries of one artifact in its order, while it is taken in, and afterwards as what is known of the environment. */
import { createHash } from 'node:crypto';
import type { Id } from '@weft/base/id';
import { asId } from '@weft/base/id';

export const hashBytes = 20;

/** Name and number of entries. */
export type Section = [name: string, entries: number];

/** Compact, since one is kept in memory for each environment in use: about 170 bytes an entry. */
export class EntryList {
  private readonly slots = new Map<string, Map<string, number>>();
  private hashes = Buffer.alloc(1024 * hashBytes);
  /** 0: not known yet. */
  private ids = new Float64Array(1024);
  private count = 0;

  get size(): number {
    return this.count;
  }

  beginSection(name: string): void {
    if (!this.slots.has(name)) this.slots.set(name, new Map());
  }

  /** Answers the entry's place. A key that comes again takes the place of the one before, as JSON.parse would have it. */
  place(section: string, key: string, hash: string): number {
    this.beginSection(section);
    const keys = this.slots.get(section);
    const slot = keys?.get(key) ?? this.grow();
    keys?.set(key, slot);
    this.hashes.write(hash, slot * hashBytes, hashBytes, 'hex');
    this.ids[slot] = 0;
    return slot;
  }

  setId(slot: number, id: number): void {
    this.ids[slot] = id;
  }

  /** null unless that very entry, with that hash, is here and has an id. */
  findId(section: string, key: string, hash: string): number | null {
    const slot = this.slots.get(section)?.get(key);
    return slot !== undefined && this.hasHash(slot, hash) ? this.ids[slot] || null : null;
  }

  hasHash(slot: number, hash: string): boolean {
    return this.hashes.toString('hex', slot * hashBytes, (slot + 1) * hashBytes) === hash;
  }

  /** The id of a key in any of the sections. */
  idOf(key: string, sections: readonly string[]): Id<'entry'> | null {
    for (const section of sections) {
      const slot = this.slots.get(section)?.get(key);
      if (slot !== undefined) return asId(this.ids[slot] ?? 0);
    }
    return null;
  }

  keysOf(section: string): string[] {
    return [...(this.slots.get(section)?.keys() ?? [])];
  }

  sections(): Section[] {
    return [...this.slots].map(([name, keys]) => [name, keys.size]);
  }

  entryIds(): Float64Array {
    return this.ids.slice(0, this.count);
  }

  /** sha256 over sections, keys and the hashes of the entries, in order: equal for equal content, whatever the ids. */
  digest(): Buffer {
    const digest = createHash('sha256').update(JSON.stringify(this.sections()));
    // A key may hold anything but NUL.
    for (const keys of this.slots.values()) digest.update([...keys.keys()].join('\0'));
    return digest.update(this.hashes.subarray(0, this.count * hashBytes)).digest();
  }

  private grow(): number {
    if (this.count === this.ids.length) {
      const ids = new Float64Array(this.count * 2);
      ids.set(this.ids);
      this.ids = ids;
      this.hashes = Buffer.concat([this.hashes, Buffer.alloc(this.hashes.length)]);
    }
    return this.count++;
  }
}
