/** The table in docs/benchmarks.md: rows that were measured take the place of the same benchmarks' rows; the others stay with their date. */
import { readFile, writeFile } from 'node:fs/promises';
import { digits, type Row } from './row.ts';

const begin = '<!-- measured: written by `npm run bench` -->';
const end = '<!-- end of measured -->';
const head = ['benchmark', 'what', 'ours', 'peer', 'ratio', 'goal', 'met', 'measured', 'remarks'];

export interface Measured {
  readonly rows: readonly Row[];
  /** Such as `2026-11-21`. */
  readonly day: string;
  /** A line on the machine and what ran on it. */
  readonly facts: string;
}

/** `order`: the benchmarks' names as they stand in the table. */
export async function writeTable(file: string, measured: Measured, order: readonly string[]): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, replaceTable(text, measured, order));
}

export function replaceTable(text: string, { rows, day, facts }: Measured, order: readonly string[]): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the lines "${begin}" and "${end}" must stand around the table`);
  const measuredNow = new Set(rows.map(({ name }) => name));
  const lines = order.flatMap((name) =>
    measuredNow.has(name) ? rows.filter((row) => row.name === name).map((row) => line(cellsOf(row, day))) : keptLines(text, name),
  );
  const table = [line(head), line(head.map(() => '---')), ...lines];
  return `${text.slice(0, from)}${begin}\n${facts}\n\n${table.join('\n')}\n${text.slice(to)}`;
}

function keptLines(text: string, name: string): readonly string[] {
  const table = text.slice(text.indexOf(begin), text.indexOf(end));
  return table.split('\n').filter((each) => each.startsWith(`| ${name} |`));
}

function cellsOf(row: Row, day: string): string[] {
  return [...told(row), day, row.detail];
}

function told({ name, what, ours, peer, ratio, goal, isMet }: Row): string[] {
  return [name, what, ours, peer ?? '', ratio === null ? '' : digits(ratio), goal, isMet ? 'yes' : '**missed**'];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** For the terminal: columns as wide as what is in them. */
export function printTable(rows: readonly Row[]): string {
  const all = [head.slice(0, 7), ...rows.map((row) => told(row).map((cell) => cell.replaceAll('*', '')))];
  const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
