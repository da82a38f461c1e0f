/** Reads the parser's tree: every node is an object of one key, its kind, whose value holds its parts. */
import { isRecord } from '@weft/base/json';
import type { Name } from './dialect.ts';

export type Tree = Readonly<Record<string, unknown>>;

const nothing: Tree = Object.freeze({});

/** '' when there is no node. */
export function kindOf(node: unknown): string {
  return keyOf(withoutComments(node));
}

/** The parts of a node; empty when there is none. */
export function partsOf(node: unknown): Tree {
  const bare = withoutComments(node);
  return isRecord(bare) ? treeOf(bare[keyOf(bare)]) : nothing;
}

function keyOf(node: unknown): string {
  if (!isRecord(node)) return '';
  for (const key in node) return key;
  return '';
}

/** A comment that stands behind a node, as before UNION, is put around it. */
function withoutComments(node: unknown): unknown {
  let bare = node;
  while (keyOf(bare) === 'annotated') bare = treeOf(treeOf(bare).annotated).this;
  return bare;
}

export function treeOf(value: unknown): Tree {
  return isRecord(value) ? value : nothing;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Of an identifier, or of a bare text, which the parser leaves where quotes cannot matter. */
export function nameOf(value: unknown): Name | null {
  if (typeof value === 'string') return value === '' ? null : { text: value, isQuoted: false };
  const bare = treeOf(withoutComments(value));
  const { name, quoted, identifier, column, this: inner } = bare;
  if (typeof name === 'string') return name === '' ? null : { text: name, isQuoted: quoted === true };
  if (isRecord(name)) return nameOf(name);
  if (isRecord(identifier)) return nameOf(identifier);
  if (isRecord(column)) return nameOf(column.name);
  if (isRecord(bare.var)) return nameOf(treeOf(bare.var).this);
  return typeof inner === 'string' || isRecord(inner) ? nameOf(inner) : null;
}

export function namesOf(value: unknown): readonly Name[] {
  return listOf(value).flatMap((each) => nameOf(each) ?? []);
}

/** The text of a literal: its value without quotes. */
export function literalOf(node: unknown): { readonly text: string; readonly isText: boolean } | null {
  const { literal } = treeOf(withoutComments(node));
  if (!isRecord(literal)) return null;
  return { text: textOf(literal.value), isText: literal.literal_type === 'string' };
}

const setOperations: ReadonlySet<string> = new Set(['union', 'intersect', 'except']);

/** `except` is also a part of a star, where it is a list. */
export function isSetOperation(kind: string, parts: unknown): boolean {
  return setOperations.has(kind) && isRecord(parts) && 'left' in parts;
}
