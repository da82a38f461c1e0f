import { expect, test } from 'vitest';
import { parseCommand } from './parse-command.ts';

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
