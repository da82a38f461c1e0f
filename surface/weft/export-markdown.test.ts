/** Markdown becomes the HTML it means; whatever else is written stays text. */
import { expect, test } from 'vitest';
import { renderMarkdown } from './export-markdown.ts';

test.each([
  ['a *b* **c** `d*e*`', '<p>a <em>b</em> <strong>c</strong> <code>d*e*</code></p>'],
  ['# T\nrest', '<h3>T</h3>\n<p>rest</p>'],
  ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ['1. a\n2. b', '<ol><li>a</li><li>b</li></ol>'],
  ['```sql\nselect 1 < 2\n```', '<pre><code>select 1 &lt; 2\n</code></pre>'],
  ['[x](https://example.com/?a=1&b=2)', '<p><a href="https://example.com/?a=1&amp;b=2" rel="noreferrer noopener">x</a></p>'],
  [
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>',
  ],
  ['snake_case_name', '<p>snake_case_name</p>'],
])('%s', (text, html) => {
  expect(renderMarkdown(text)).toBe(html);
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](data:text/html,<script>)',
  '[" onmouseover="alert(1)](https://example.com/"onmouseover="alert(1))',
  '`</code><script>`',
  '```\n</pre><script>\n```',
  '**<b onclick=x>**',
  '# <svg onload=alert(1)>',
  '| <i> |\n|---|\n| <script> |',
])('%s is no code', (text) => {
  const html = renderMarkdown(text);
  expect(
    html.replace(/<\/?(p|h3|strong|em|code|pre|table|thead|tbody|tr|th|td)>|<a href="https:[^"<>]*" rel="noreferrer noopener">|<\/a>/g, ''),
  ).not.toMatch(/[<>]/);
  expect(html).not.toMatch(/href="(javascript|data)/i);
});
