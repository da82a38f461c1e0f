/** Nodes that differ, each with its fields before and after; one that is opened shows what dbt's own comparison sees of it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WireFieldChange, WireNodeChange, WireNodeReason } from '@weft/wire/weft/history';
import { type ReactNode, useState } from 'react';
import { Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { MarkWord, type Tone } from '../../kit/mark-word.tsx';
import classes from './history.module.css';
import { type InProject, nodeReasonsQuery } from './history-queries.ts';

interface Compared {
  readonly at: InProject;
  readonly before: number;
  readonly after: number;
}

const kinds: Readonly<Record<WireNodeChange['change'], readonly [Tone, string]>> = {
  added: ['good', 'Added'],
  changed: ['busy', 'Changed'],
  removed: ['still', 'Removed'],
};

export function Changes(props: Compared & { readonly changes: readonly WireNodeChange[]; readonly total: number }): ReactNode {
  const { changes, total, ...compared } = props;
  return (
    <>
      <ul className={classes.changes}>
        {changes.map((change) => (
          <Change key={change.unique_id} {...compared} change={change} />
        ))}
      </ul>
      {total > changes.length ? <p className={classes.more}>and {total - changes.length} more, which break nobody</p> : null}
    </>
  );
}

function Change({ change, ...compared }: Compared & { readonly change: WireNodeChange }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [tone, word] = kinds[change.change];
  return (
    <li className={classes.change}>
      <div className={classes.line}>
        <MarkWord tone={tone}>{word}</MarkWord>
        <strong title={change.unique_id}>{change.version === null ? change.name : `${change.name}.v${change.version}`}</strong>
        <span className="weft-dim">{[change.type.replace('_', ' '), change.access].filter(Boolean).join(' · ')}</span>
        {change.breaks === null ? null : <MarkWord tone="bad">{breakWord(change)}</MarkWord>}
        {change.change === 'changed' ? (
          <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide details' : 'Details'}
          </Button>
        ) : null}
      </div>
      {change.change === 'changed' && change.fields.length === 0 ? (
        <div className={`weft-dim ${classes.field}`}>code or configuration only</div>
      ) : (
        change.fields.map((field) => <Field key={`${field.field} ${field.name} ${field.before}`} field={field} />)
      )}
      {isOpen ? <Reasons {...compared} uniqueId={change.unique_id} /> : null}
    </li>
  );
}

function breakWord({ breaks, is_error }: WireNodeChange): string {
  if (breaks === 'reference') return 'Breaks refs of other projects';
  return is_error ? 'Breaks its contract: dbt stops' : 'Breaks its contract: dbt warns';
}

function Field({ field: { field, name, before, after, breaks } }: { readonly field: WireFieldChange }): ReactNode {
  const long = field === 'description';
  return (
    <div className={classes.field} data-breaks={breaks !== null || undefined}>
      {field}
      {name === null ? null : (
        <>
          {' '}
          <code>{name}</code>
        </>
      )}
      : {before === null || before === '' ? 'none' : long ? <q>{before}</q> : <code>{before}</code>} →{' '}
      {after === null || after === '' ? 'none' : long ? <q>{after}</q> : <code>{after}</code>}
    </div>
  );
}

export function Reasons({ at, before, after, uniqueId }: Compared & { readonly uniqueId: string }): ReactNode {
  const reasons = useQuery(nodeReasonsQuery(at, before, after, uniqueId));
  return (
    <Loaded from={reasons} skeleton={<RowSkeletons rows={2} />}>
      {(found) =>
        found.length === 0 ? (
          <p className="weft-dim">Nothing that dbt compares differs.</p>
        ) : (
          <div className={classes.reasons}>
            {found.map((reason) => (
              <Reason key={`${reason.facet} ${reason.key}`} reason={reason} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function Reason({ reason }: { readonly reason: WireNodeReason }): ReactNode {
  const { facet, key, diff, before, after, path, selectors, note } = reason;
  return (
    <div>
      <div>
        {facet.replaceAll('_', ' ')}
        {key === null ? '' : ` ${key}`}
        {diff === null ? (
          <>
            : <code>{shown(before)}</code> → <code>{shown(after)}</code>
          </>
        ) : null}
        {path === null || path.length < 2 ? null : <span className="weft-dim"> by way of {path.slice(0, -1).join(' → ')}</span>}
        {selectors.length === 0 ? <span className="weft-dim"> dbt passes it over</span> : null}
        {note === null ? null : <span className="weft-dim"> {note}</span>}
      </div>
      {diff === null ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region needs focus to be scrolled by keys
        <section className={classes.diff} tabIndex={0} aria-label="Difference of the code">
          <pre>{diff}</pre>
        </section>
      )}
    </div>
  );
}

function shown(value: unknown): string {
  return value === null || value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}
