import { expect, test } from 'vitest';
import { readDotenv } from './read-dotenv.ts';
import { isSecretName, problemOfName, suggestName } from './variable-name.ts';

test.each([
  ['DBT_REGION', null],
  ['DBT_ENV_SECRET_TOKEN', null],
  ['DBT_ENV_CUSTOM_ENV_TEAM', null],
  ['REGION', 'does not begin with DBT_'],
  ['dbt_region', 'does not begin with DBT_'],
  ['DBT_Region', 'has other characters than A to Z, 0 to 9 and _'],
  ['DBT_A B', 'has other characters than A to Z, 0 to 9 and _'],
  ['', 'is empty'],
  ['DBT_', 'says nothing after DBT_'],
])('%j as a name: %s', (name, problem) => {
  expect(problemOfName(name)).toBe(problem);
});

test.each([
  ['REGION', 'DBT_REGION'],
  ['db-host', 'DBT_DB_HOST'],
  ['snowflakePassword', 'DBT_ENV_SECRET_SNOWFLAKE_PASSWORD'],
  ['DBT_TOKEN', 'DBT_ENV_SECRET_TOKEN'],
  ['dbt_env_secret_key', 'DBT_ENV_SECRET_KEY'],
  ['dbt.region', 'DBT_REGION'],
  ['öl', 'DBT_O_L'],
  ['€', 'DBT_VARIABLE'],
])('%s is offered as %s, which can be a name', (name, suggested) => {
  expect(suggestName(name)).toBe(suggested);
  expect(problemOfName(suggested)).toBeNull();
  expect(isSecretName(suggested)).toBe(suggested.startsWith('DBT_ENV_SECRET'));
});

test('a .env is read as a shell would, and what is no assignment is told with its line', () => {
  const text = [
    '# comment',
    'A=1 # after',
    'export B = "two\\nlines" ',
    "C='$kept \\n'",
    'D=a=b#c',
    'nothing',
    'E="over',
    'lines"',
    'A=again',
    'F="open',
  ].join('\r\n');
  const { value, problems } = readDotenv(text);
  expect(Object.fromEntries(value.map(({ name, value }) => [name, value]))).toEqual({
    A: 'again',
    B: 'two\nlines',
    C: '$kept \\n',
    D: 'a=b#c',
    E: 'over\nlines',
  });
  expect(problems).toEqual([
    { line: 6, message: 'There is no NAME=value here.' },
    { line: 10, message: 'The quote " of F is never closed.' },
  ]);
});
