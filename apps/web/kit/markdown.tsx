/** Markdown that other people wrote, as elements: HTML in it is shown as text, and links lead only to the web or a mailbox. Nothing of it is ever put into the page as HTML. */
import type { Token, Tokens } from 'marked';
import { Lexer } from 'marked';
import type { ReactNode } from 'react';
import { memo } from 'react';
import { CodeBlock } from './code-block.tsx';
import classes from './markdown.module.css';

/** Beyond it nobody reads, and the browser would take long. */
const lengthMax = 200_000;

/** `level`: what a heading of the first rank becomes, so that it stands below the page's own. */
export const Markdown = memo(function Markdown({ text, level = 3 }: { readonly text: string; readonly level?: 2 | 3 | 4 }): ReactNode {
  const tokens = new Lexer({ gfm: true, breaks: false }).lex(text.slice(0, lengthMax));
  return <div className={`${classes.text} weft-underlined`}>{drawAll(tokens, level)}</div>;
});

function drawAll(tokens: readonly Token[] | undefined, level: number): ReactNode[] {
  // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have nothing but their place
  return (tokens ?? []).map((token, place) => <Part key={place} token={token} level={level} />);
}

function Part({ token, level }: { readonly token: Token; readonly level: number }): ReactNode {
  const inner = 'tokens' in token ? drawAll(token.tokens, level) : null;
  switch (token.type) {
    case 'heading':
      return <Heading rank={Math.min(6, level + token.depth - 1)}>{inner}</Heading>;
    case 'paragraph':
      return <p>{inner}</p>;
    case 'text':
      return inner === null ? readEntities(token.raw) : inner;
    case 'strong':
      return <strong>{inner}</strong>;
    case 'em':
      return <em>{inner}</em>;
    case 'del':
      return <del>{inner}</del>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'code':
      return <CodeBlock title={token.lang || 'Code'} text={token.text} />;
    case 'br':
      return <br />;
    case 'hr':
      return <hr />;
    case 'blockquote':
      return <blockquote>{inner}</blockquote>;
    case 'list':
      return <List list={token as Tokens.List} level={level} />;
    case 'table':
      return <Table table={token as Tokens.Table} level={level} />;
    case 'link':
      return <Outward href={token.href}>{inner}</Outward>;
    case 'image':
      // The page loads nothing from elsewhere.
      return <Outward href={token.href}>{token.text || token.href}</Outward>;
    case 'escape':
      return token.text;
    case 'space':
    case 'def':
      return null;
    default:
      return token.raw;
  }
}

function Heading({ rank, children }: { readonly rank: number; readonly children: ReactNode }): ReactNode {
  if (rank <= 2) return <h2>{children}</h2>;
  if (rank === 3) return <h3>{children}</h3>;
  if (rank === 4) return <h4>{children}</h4>;
  return rank === 5 ? <h5>{children}</h5> : <h6>{children}</h6>;
}

function List({ list, level }: { readonly list: Tokens.List; readonly level: number }): ReactNode {
  const items = list.items.map((item, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of a list have nothing but their place
    <li key={place}>
      {item.task ? (item.checked ? '☑ ' : '☐ ') : null}
      {drawAll(item.tokens, level)}
    </li>
  ));
  return list.ordered ? <ol start={list.start === '' ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table, level }: { readonly table: Tokens.Table; readonly level: number }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys
    <section className={classes.scroll} tabIndex={0} aria-label="Table">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells have nothing but their place
              <th key={place} scope="col">
                {drawAll(cell.tokens, level)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have nothing but their place
            <tr key={place}>
              {row.map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells have nothing but their place
                <td key={column}>{drawAll(cell.tokens, level)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Outward({ href, children }: { readonly href: string; readonly children: ReactNode }): ReactNode {
  const safe = safeHref(href);
  if (safe === null) return children;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** Null: it leads to no page and no mailbox. */
export function safeHref(href: string): string | null {
  try {
    const url = new URL(href);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function readEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (whole, name: string) => entities[name] ?? whole);
}
