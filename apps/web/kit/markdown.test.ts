import { MantineProvider } from '@mantine/core';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Markdown, safeHref } from './markdown.tsx';

/** Without what the provider itself puts into the page. */
const drawn = (text: string) =>
  renderToStaticMarkup(createElement(MantineProvider, null, createElement(Markdown, { text }))).replace(/<style[\s\S]*?<\/style>/g, '');

test.each([
  ['<script>alert(1)</script>'],
  ['a <img src=x onerror=alert(1)> b'],
  ['<svg/onload=alert(1)>'],
  ['<a href="javascript:alert(1)">x</a>'],
  ['[x](javascript:alert(1))'],
  ['[x](JaVaScRiPt:alert(1))'],
  ['![x](data:text/html,<script>alert(1)</script>)'],
  ['<iframe src="//evil.example"></iframe>'],
  ['```html\n<script>alert(1)</script>\n```'],
  ['| <b onclick=x()>a</b> |\n|---|\n| [y](vbscript:x) |'],
])('%s runs nothing', (text) => {
  const html = drawn(text);
  expect(html).not.toMatch(/<(script|img|iframe|svg\/|b>)|href="(?!https?:|mailto:)|<[^>]*\son\w+=/i);
});

test('what people write is what they see', () => {
  expect(drawn('# Title\n\n**bold** and `code`\n\n- one\n- two')).toContain(
    '<h3>Title</h3><p><strong>bold</strong> and <code>code</code></p><ul><li>one</li><li>two</li></ul>',
  );
  expect(drawn('| a |\n|---|\n| 1 |')).toContain('<td>1</td>');
  expect(drawn('a < b &amp; c')).toContain('a &lt; b &amp; c');
  expect(drawn('[docs](https://example.com/a)')).toContain('href="https://example.com/a"');
});

test.each([
  ['https://example.com/', 'https://example.com/'],
  ['mailto:a@example.com', 'mailto:a@example.com'],
  ['javascript:alert(1)', null],
  ['/settings', null],
  ['data:text/html,x', null],
])('%s', (href, expected) => {
  expect(safeHref(href)).toBe(expected);
});
