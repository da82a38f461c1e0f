/** Invents names, columns and SQL for a made-up project: every choice follows from the seed and a number, none from what came before. */

const nouns =
  'order customer invoice payment shipment product supplier region session campaign refund contract ticket stock price store visit basket return delivery'.split(
    ' ',
  );
const qualities = 'daily open net gross first last active late monthly regional adjusted booked forecast returning unpaid shipped'.split(
  ' ',
);
const measures = 'amount quantity total count rate discount tax margin weight balance duration score'.split(' ');
const types = ['integer', 'bigint', 'varchar', 'double', 'decimal(18,2)', 'date', 'timestamp', 'boolean'];
const sentences = [
  'Taken over from the source as it is.',
  'In the currency of the store, before tax.',
  'Null until the warehouse has confirmed it.',
  'Counts each customer once a day.',
  'Corrected by hand in the months before the move to Zürich.',
  'Agrees with the ledger to the cent.',
  'Kept for the auditors; do not build on it.',
  'The first value wins where two systems disagree.',
];

/** A number from 0 to below `below`, by seed, place and purpose: mixing as in MurmurHash3's finish. */
export function choose(seed: number, place: number, purpose: number, below: number): number {
  let mixed = Math.imul(seed ^ Math.imul(place + 1, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b), 0xcc9e2d51);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return Math.floor((((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32) * below);
}

function one(list: readonly string[], seed: number, place: number, purpose: number): string {
  return list[choose(seed, place, purpose, list.length)] ?? '';
}

export function inventName(seed: number, place: number, prefix: string): string {
  return `${prefix}_${one(qualities, seed, place, 1)}_${one(nouns, seed, place, 2)}_${place}`;
}

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

export function inventColumns(seed: number, place: number, count: number): readonly Column[] {
  return Array.from({ length: count }, (_, i) => ({
    name: i === 0 ? 'id' : `${one(nouns, seed, place, 10 + i)}_${one(measures, seed, place, 40 + i)}_${i}`,
    type: i === 0 ? 'bigint' : one(types, seed, place, 70 + i),
    description: i === 0 ? 'The key.' : one(sentences, seed, place, 100 + i),
  }));
}

export function inventText(seed: number, place: number, count: number): string {
  return Array.from({ length: count }, (_, i) => one(sentences, seed, place, 200 + i)).join(' ');
}

/** A query of common table expressions over the parents; `refer` says how a parent is named in it (raw or compiled). */
export function inventSql(
  seed: number,
  place: number,
  columns: readonly Column[],
  parents: readonly string[],
  refer: (parent: string) => string,
): string {
  const names = columns.map(({ name }) => name);
  const steps = parents.map((parent, i) => `parent_${i} as (\n\n    select * from ${refer(parent)}\n\n)`);
  const cleaned = names.map((name, i) => `        coalesce(parent_0.${name}, ${i}) as ${name}`);
  const joins = parents.slice(1).map((_, i) => `    left join parent_${i + 1} on parent_0.id = parent_${i + 1}.id`);
  const where = `    where parent_0.id > ${choose(seed, place, 300, 1000)}`;
  const body = ['cleaned as (', '', '    select', `${cleaned.join(',\n')}`, '    from parent_0', ...joins, where, '', ')'].join('\n');
  const last = `select\n${names.map((name) => `    cast(cleaned.${name} as ${columns.find((column) => column.name === name)?.type}) as ${name}`).join(',\n')}\nfrom cleaned`;
  return `with ${[...steps, body].join(',\n\n')}\n\n${last}`;
}

/** 64 digits that look like a checksum and follow from the text. */
export function checksumOf(text: string): string {
  let digits = '';
  for (let part = 0; part < 8; part++) {
    let mixed = 0x811c9dc5 + part;
    for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), 0x01000193);
    digits += (mixed >>> 0).toString(16).padStart(8, '0');
  }
  return digits;
}
