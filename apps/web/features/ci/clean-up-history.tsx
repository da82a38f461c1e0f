/** What clean-ups did, each with what became of every thing in it. */
import type { WireCleanUp, WireCleanUpItem } from '@weft/wire/weft/clean-up';
import type { ReactNode } from 'react';
import rows from '../../kit/change-list.module.css';
import { MarkWord, type Tone } from '../../kit/mark-word.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import classes from './clean-up-history.module.css';
import { isUnderWay } from './clean-up-queries.ts';

export function CleanUpHistory({ cleanUps }: { readonly cleanUps: readonly WireCleanUp[] }): ReactNode {
  return (
    <Panel title="Clean-ups" isFlush>
      <ul className={rows.list}>
        {cleanUps.map((it, at) => (
          <li key={it.id} className={rows.change}>
            <details open={at === 0}>
              <summary className={classes.head}>
                <MarkWord tone={states[it.state][0]}>{states[it.state][1]}</MarkWord>
                <span>{sayWhy(it)}</span>
                <span className="weft-dim">{countsOf(it.items)}</span>
                <span className={classes.when}>
                  <Ago at={it.finished_at ?? it.created_at} />
                </span>
              </summary>
              {it.message === null ? null : <p className={classes.message}>{it.message}</p>}
              <Things cleanUp={it} />
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Things({ cleanUp }: { readonly cleanUp: WireCleanUp }): ReactNode {
  const { items } = cleanUp;
  if (items.length === 0)
    return (
      <p className={classes.message}>
        {isUnderWay(cleanUp) ? 'What it goes through is decided when it begins.' : 'Nothing was there to be dropped.'}
      </p>
    );
  return (
    <table className={classes.things}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Became</th>
          <th scope="col">Why</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => {
          const name = [item.database, item.schema, item.identifier].filter((part) => part !== '').join('.');
          return (
            <tr key={`${item.kind} ${name}`}>
              <td>
                <code>{name}</code>
                {item.kind === 'schema' ? <span className="weft-dim"> schema</span> : null}
              </td>
              <td>
                <MarkWord tone={outcomes[item.outcome][0]}>{outcomes[item.outcome][1]}</MarkWord>
              </td>
              <td>{item.message ?? ''}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const states: Readonly<Record<WireCleanUp['state'], readonly [Tone, string]>> = {
  queued: ['still', 'Waiting'],
  running: ['busy', 'Under way'],
  succeeded: ['good', 'Done'],
  failed: ['bad', 'Failed'],
};

const outcomes: Readonly<Record<WireCleanUpItem['outcome'], readonly [Tone, string]>> = {
  planned: ['busy', 'To be dropped'],
  dropped: ['good', 'Dropped'],
  gone: ['still', 'Was gone'],
  kept: ['still', 'Kept'],
  failed: ['bad', 'Not dropped'],
};

const reasons: Readonly<Record<Exclude<WireCleanUp['reason'], 'by_hand'>, string>> = {
  closed: 'The pull request was closed',
  merged: 'The pull request was merged',
  expired: 'Nothing ran for so long that it was over',
  job_deleted: 'The job was deleted',
  environment_deleted: 'The environment was deleted',
};

function sayWhy({ reason, actor, subject }: WireCleanUp): string {
  return reason === 'by_hand' ? `${actor ?? 'Somebody'} asked for ${subject} to be cleaned up` : `${reasons[reason]}: ${subject}`;
}

function countsOf(items: readonly WireCleanUpItem[]): string {
  const counts = (['dropped', 'gone', 'kept', 'failed', 'planned'] as const).flatMap((outcome) => {
    const count = items.filter((item) => item.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcomes[outcome][1].toLowerCase()}`];
  });
  return counts.join(', ');
}
