import { expect, test } from 'vitest';
import { checkCommand, parseCommand } from './parse-command.ts';

test.each([
  ['dbt build', 'build', ['build']],
  ['  dbt   run\t-s my_model+ ', 'run', ['run', '-s', 'my_model+']],
  ['dbt docs generate --no-compile', 'docs generate', ['docs', 'generate', '--no-compile']],
  ['dbt source freshness', 'source freshness', ['source', 'freshness']],
  ['dbt --warn-error build', 'build', ['--warn-error', 'build']],
  ['dbt --target run test', 'test', ['--target', 'run', 'test']],
  [`dbt run --vars '{"a": "b; c"}'`, 'run', ['run', '--vars', '{"a": "b; c"}']],
  ['dbt build --select "tag:a b" --exclude path:models/x\\ y', 'build', ['build', '--select', 'tag:a b', '--exclude', 'path:models/x y']],
  [`dbt run-operation grant --args "{role: \\"x\\"}"`, 'run-operation', ['run-operation', 'grant', '--args', '{role: "x"}']],
  ["dbt ls -s ''", 'ls', ['ls', '-s', '']],
  ['dbt build \\\n --full-refresh', 'build', ['build', '--full-refresh']],
  ['dbt run -s 1+a+2,@b,c* --threads 3', 'run', ['run', '-s', '1+a+2,@b,c*', '--threads', '3']],
])('%s is split as a shell would', (text, name, args) => {
  expect(parseCommand(text)).toEqual({ value: { name, args }, problems: [] });
});

test.each([
  ['', 'is empty'],
  ['rm -rf /', 'must begin with `dbt`'],
  ['/usr/bin/dbt build', 'must begin with `dbt`'],
  ['dbt', 'names no command'],
  ['dbt publish', 'names no command'],
  ['dbt docs', 'names no command'],
  ['dbt build; rm x', 'holds ";"'],
  ['dbt build && dbt test', 'holds "&"'],
  ['dbt build > out.txt', 'holds ">"'],
  ['dbt build --vars $(cat x)', 'holds "$"'],
  ['dbt run -s "a', 'not closed'],
  ['dbt run \\', 'ends in a backslash'],
  ['dbt docs serve', 'cannot be a step'],
  ['dbt build --project-dir /etc', 'sets --project-dir'],
  ['dbt build --profiles-dir=/etc', 'sets --profiles-dir'],
  ['dbt --record-timing-info /etc/x build', 'sets --record-timing-info'],
  ['dbt build -r /etc/x', 'sets -r'],
  ['dbt build -r/etc/x', 'sets -r'],
])('%s is refused with a reason', (text, reason) => {
  const { value, problems } = parseCommand(text);
  expect(value).toBeNull();
  expect(problems.join()).toContain(reason);
});

test.each([
  ['dbt build --selct a', '--selct', '`dbt build` has no option `--selct`; did you mean `--select`?'],
  ['dbt biuld', 'biuld', '`dbt biuld` names no command that dbt has. Did you mean `dbt build`?'],
  ['dbt docs genrate', 'docs genrate', 'Did you mean `dbt docs generate`?'],
  ['dbt ls --output jsn', 'jsn', '`--output` takes json, name, path or selector, not `jsn`; did you mean `json`?'],
  ['dbt run --threads four', 'four', '`--threads` takes a whole number, not `four`.'],
  ['dbt run --select', '--select', '`--select` needs a value.'],
  ['dbt run --select --exclude x', '--select', '`--select` needs a value.'],
  ['dbt run --full-refresh=true', '--full-refresh=true', '`--full-refresh` takes no value.'],
  ['dbt run --full-refresh true', 'true', '`--full-refresh` takes no value: leave `true` out.'],
  ['dbt run my_model', 'my_model', 'Did you mean `--select my_model`?'],
  ["dbt run --vars 'a: [1'", "'a: [1'", 'is no YAML'],
  ['dbt run --vars a', 'a', 'takes names and values'],
  ['dbt --select a build', '--select', 'belongs behind the command: `dbt build --select …`'],
  ['dbt --warn-eror build', '--warn-eror', 'did you mean `--warn-error`?'],
  ['dbt run-operation', '', 'needs the name of a macro'],
  ['dbt run --event-time-start yesterday', 'yesterday', 'takes a date'],
  ['dbt build --resource-type modl', 'modl', 'did you mean `model`?'],
  ['dbt test -zx', '-zx', '`dbt test` has no option `-zx`'],
])('%s is refused at "%s"', (text, place, reason) => {
  const { value, problems } = checkCommand(text);
  expect(value).toBeNull();
  expect(problems.map(({ message }) => message).join()).toContain(reason);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  if (place !== '') expect(text.slice(problem?.start, problem?.end)).toBe(place);
});

test.each([
  'dbt build -s a b c --exclude d',
  'dbt build -xs a',
  'dbt run -fx -sa',
  'dbt --no-partial-parse -d run --no-defer',
  'dbt build --resource-type model seed',
  "dbt run --vars '{a: 1}' --target=ci",
  'dbt run-operation grant --args "{role: x}"',
  'dbt run --event-time-start "2026-01-01 10:00:00"',
  'dbt retry',
  'dbt clone --state x',
  'dbt build --select state:modified+ --defer --state prod',
  'dbt show --inline "select 1" --limit 5 --output JSON',
])('%s is let through', (text) => {
  expect(checkCommand(text).problems).toEqual([]);
});

test('where Fusion is chosen, its own commands and options are not judged, and a shell is still refused', () => {
  expect(checkCommand('dbt lint --fix', { engine: 'fusion' }).problems).toEqual([]);
  expect(checkCommand('dbt build --static-analysis strict', { engine: 'fusion' }).problems).toEqual([]);
  expect(checkCommand('dbt build --static-analysis strict').problems).toHaveLength(1);
  expect(checkCommand('dbt build; ls', { engine: 'fusion' }).problems).toHaveLength(1);
});
