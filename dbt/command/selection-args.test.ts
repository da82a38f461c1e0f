import { expect, test } from 'vitest';
import { comparesState, hasOption, parseArgvOf, readSelection, withSelection } from './selection-args.ts';

test.each<[string, boolean]>([
  ['build --select state:modified+', true],
  ['build -s tag:a,state:new', true],
  ['build --models=@state:modified', true],
  ['build --exclude 1+state:modified.body', true],
  ['build --select tag:state', false],
  ['build --vars state:modified', false],
  ['build', false],
])('`dbt %s` selects by state: %s', (command, expected) => {
  expect(comparesState(command.split(' '))).toBe(expected);
});

test('words of a selection are read in every way to write them, and put in the place of others', () => {
  const args = ['build', '--select', 'a b', 'c', '--exclude', 'd', '--threads', '2', '-m', 'e', '--selector=s'];
  expect(readSelection(args)).toEqual({ select: ['a b', 'c', 'e'], exclude: ['d'], selector: 's' });
  expect(withSelection(args, ['x', 'y'])).toEqual('build --exclude d --threads 2 --selector=s --select x y'.split(' '));
  expect([hasOption(args, '--exclude'), hasOption(args, '--state')]).toEqual([true, false]);
});

test('a parse in the place of a command takes over what says how to parse, and nothing else', () => {
  const args =
    'build --select state:modified+ --vars {a:1} --target=ci -t x --full-refresh --no-partial-parse --state old --threads 4'.split(' ');
  expect(parseArgvOf(args)).toEqual('parse --vars {a:1} --target=ci -t x --no-partial-parse --threads 4'.split(' '));
});
