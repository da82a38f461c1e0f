/** What a ref leads to, or why to nothing and which line to change. */
import { IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react';
import type { WireResolvedRef } from '@weft/wire/weft/resolved-ref';
import type { ReactNode } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { InlineCode } from '../../kit/copy.tsx';
import { Facts } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import classes from './ref-explainer.module.css';

export function RefAnswer({ answer }: { readonly answer: WireResolvedRef }): ReactNode {
  const isResolved = answer.outcome === 'resolved';
  return (
    <div className={classes.answer} data-resolved={isResolved || undefined} role="status">
      <p className={classes.message}>
        {isResolved ? (
          <IconCircleCheckFilled size={18} className={classes.good} aria-hidden="true" />
        ) : (
          <IconCircleXFilled size={18} className={classes.bad} aria-hidden="true" />
        )}
        {answer.message}
      </p>
      <Facts
        items={[
          answer.relation_name === null ? null : ['Relation', <InlineCode key="relation" value={answer.relation_name} what="Relation" />],
          answer.environment === null ? null : ['Answered by', answer.environment.name],
          answer.publication === null ? null : ['Published', <Ago key="published" at={answer.publication.generated_at} />],
          answer.rule === '' ? null : ['Why there', answer.rule],
          answer.nearest.length === 0 ? null : ['Did you mean', <code key="nearest">{answer.nearest.join(', ')}</code>],
        ]}
      />
      {answer.line_to_change === null ? null : (
        <div className={classes.line}>
          <CodeBlock title="The line to change" text={answer.line_to_change} />
        </div>
      )}
    </div>
  );
}
