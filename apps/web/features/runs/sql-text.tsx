/** SQL with its words told apart: keywords, strings, comments, and what Jinja would replace. */
import type { ReactNode } from 'react';
import { memo } from 'react';
import block from '../../kit/code-block.module.css';
import { Copy } from '../../kit/copy.tsx';
import classes from './sql-text.module.css';

const keywords =
  'select|from|where|with|as|join|left|right|full|inner|outer|cross|on|using|group|order|by|having|limit|offset|union|all|distinct|case|when|then|else|end|and|or|not|in|is|null|between|like|ilike|exists|over|partition|create|table|view|insert|into|update|set|delete|merge|values|cast|true|false|asc|desc|qualify|lateral|def|return|import|if|for';
const pieces = new RegExp(
  `(--[^\\n]*|/\\*[\\s\\S]*?\\*/|\\{#[\\s\\S]*?#\\})|('(?:[^'\\\\]|''|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*")|(\\{\\{[\\s\\S]*?\\}\\}|\\{%[\\s\\S]*?%\\})|\\b(\\d+(?:\\.\\d+)?)\\b|\\b(${keywords})\\b`,
  'gi',
);
const toneOf = ['comment', 'string', 'jinja', 'number', 'keyword'] as const;
/** Beyond it, colours cost more than they tell. */
const colouredMax = 200_000;

export const SqlText = memo(function SqlText({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <figure className={block.block}>
      <figcaption className={block.bar}>
        <span>{title}</span>
        <Copy value={text} what={title} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys */}
      <section className={`${block.scroll} ${classes.scroll}`} tabIndex={0} aria-label={title}>
        <pre className={block.text}>{text.length > colouredMax ? text : coloured(text)}</pre>
      </section>
    </figure>
  );
});

function coloured(text: string): ReactNode[] {
  const found: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(pieces)) {
    if (match.index > at) found.push(text.slice(at, match.index));
    const tone = toneOf.find((_, group) => match[group + 1] !== undefined) ?? 'keyword';
    found.push(
      <span key={match.index} className={classes[tone]}>
        {match[0]}
      </span>,
    );
    at = match.index + match[0].length;
  }
  found.push(text.slice(at));
  return found;
}
