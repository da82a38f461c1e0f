/** The grammar of an artifact outside its entries: what may come next, as data. */
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const closeBracket = 0x5d;

/** Where the cutter stands: `name` is a top-level name, `key` and `element` are inside a map or a list. */
export type State =
  | 'start'
  | 'name-or-end'
  | 'name'
  | 'name-colon'
  | 'top-value'
  | 'top-comma'
  | 'key-or-end'
  | 'key'
  | 'key-colon'
  | 'map-value'
  | 'map-comma'
  | 'element-or-end'
  | 'element'
  | 'list-comma'
  | 'done';

/** What is captured: a top-level name, a key of a map, an entry of a map or list, a top-level value read whole. */
export type Captured = 'name' | 'key' | 'entry' | 'whole';

/** What may come in a state, white space aside: a byte that leads on, or the first byte of something to capture. */
export interface Step {
  readonly on: Readonly<Record<number, State | undefined>>;
  readonly begins: Captured | null;
  readonly wanted: string;
}

const nameStep: Step = { on: {}, begins: 'name', wanted: 'a name in quotes' };
const keyStep: Step = { on: {}, begins: 'key', wanted: 'a key in quotes' };
const valueStep: Step = { on: {}, begins: 'entry', wanted: 'a value' };

/** A map or list that begins at `top-value` is entered by the cutter, which knows what is read whole. */
export const grammar: Readonly<Record<State, Step>> = {
  start: { on: { [openBrace]: 'name-or-end' }, begins: null, wanted: 'a JSON object' },
  'name-or-end': { ...nameStep, on: { [closeBrace]: 'done' } },
  name: nameStep,
  'name-colon': { on: { [colon]: 'top-value' }, begins: null, wanted: 'a colon' },
  'top-value': { on: {}, begins: 'whole', wanted: 'a value' },
  'top-comma': { on: { [comma]: 'name', [closeBrace]: 'done' }, begins: null, wanted: 'a comma or }' },
  'key-or-end': { ...keyStep, on: { [closeBrace]: 'top-comma' } },
  key: keyStep,
  'key-colon': { on: { [colon]: 'map-value' }, begins: null, wanted: 'a colon' },
  'map-value': valueStep,
  'map-comma': { on: { [comma]: 'key', [closeBrace]: 'top-comma' }, begins: null, wanted: 'a comma or }' },
  'element-or-end': { ...valueStep, on: { [closeBracket]: 'top-comma' } },
  element: valueStep,
  'list-comma': { on: { [comma]: 'element', [closeBracket]: 'top-comma' }, begins: null, wanted: 'a comma or ]' },
  done: { on: {}, begins: null, wanted: 'the end of the file' },
};

const quote = 0x22;
const valueStarts: ReadonlySet<number> = new Set([...'"{[-0123456789tfn'].map((start) => start.charCodeAt(0)));

/** Whether the byte may begin what the state captures: names and keys are strings. */
export function mayBegin(captured: Captured, byte: number): boolean {
  return captured === 'name' || captured === 'key' ? byte === quote : valueStarts.has(byte);
}

export function beginsScalar(byte: number | undefined): boolean {
  return byte !== openBrace && byte !== quote && byte !== 0x5b;
}
