import { expect, test } from 'vitest';
import { readBody } from './read-body.ts';

const read = (text: string, contentType = 'application/json') => readBody(Buffer.from(text), contentType);

test.each([
  ['nothing, said to be JSON', '', 'application/json'],
  ['the word null', 'null', 'application/json'],
  ['nothing at all', '', ''],
])('%s is no body', async (_, text, contentType) => {
  expect(await read(text, contentType)).toBeUndefined();
});

test('JSON is read whatever its content type says', async () => {
  for (const contentType of ['application/json', 'application/json; charset=utf-8', 'text/plain', ''])
    expect(await read('{"cause":"x"}', contentType)).toEqual({ cause: 'x' });
});

test('a form is read, a repeated name as a list', async () => {
  const body = 'cause=a+b&steps_override=dbt+run&steps_override=dbt+test&one%5B%5D=x&__proto__=y';
  const form = await read(body, 'application/x-www-form-urlencoded');
  expect(form).toMatchObject({ cause: 'a b', steps_override: ['dbt run', 'dbt test'], one: ['x'] });
});

test('a form in parts is read, files left out', async () => {
  const boundary = '----a-boundary-as-long-as-clients-make';
  const part = (head: string, text: string) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`;
  const body = `${part('name="cause"', 'why')}${part('name="steps_override"', 'dbt run')}${part('name="f"; filename="x"', 'x')}--${boundary}--\r\n`;
  expect(await read(body, `multipart/form-data; boundary=${boundary}`)).toEqual({ cause: 'why', steps_override: 'dbt run' });
});

test.each([
  ['{"cause"', 'application/json'],
  ['no json', 'text/plain'],
  ['--b\r\n', 'multipart/form-data; boundary=b'],
  ['--b\r\n', 'multipart/form-data'],
])('%j as %s is refused', async (text, contentType) => {
  await expect(read(text, contentType)).rejects.toMatchObject({ code: 'request.malformed' });
});
