/** What it would take to make a group or a folder a project of its own. */
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { WireSplitAdvice, WireSplitChoice } from '@weft/wire/weft/mesh-advice';
import type { ReactNode } from 'react';
import { Empty } from '../../kit/empty.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import { AdviceFiles } from './advice-files.tsx';
import { meshAdviceQuery } from './advice-queries.ts';
import classes from './mesh-advice.module.css';
import { Along, Crossings, OfferedAcross, RefChanges } from './split-tables.tsx';

export function AdviceSplit(props: {
  readonly accountId: number;
  readonly projectId: number;
  readonly choices: readonly WireSplitChoice[];
}): ReactNode {
  const { accountId, projectId, choices } = props;
  const { split } = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <Panel title="Split">
      {choices.length === 0 ? (
        <Empty title="Nothing to split">The project has neither groups nor folders that hold a part of its models.</Empty>
      ) : (
        <NativeSelect
          label="Make a project of"
          className={classes.choice}
          value={split ?? ''}
          data={[
            { value: '', label: 'Choose a group or a folder' },
            ...optionsOf('Groups', choices, 'group'),
            ...optionsOf('Folders', choices, 'folder'),
          ]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            void navigate({ to: '.', search: value === '' ? {} : { split: value }, replace: true, resetScroll: false });
          }}
        />
      )}
      {split === undefined ? null : <Answer accountId={accountId} projectId={projectId} split={split} />}
    </Panel>
  );
}

function optionsOf(group: string, choices: readonly WireSplitChoice[], kind: WireSplitChoice['kind']) {
  const items = choices
    .filter((choice) => choice.kind === kind)
    .map(({ value, name, model_count }) => ({ value, label: `${name} (${model_count})` }));
  return items.length === 0 ? [] : [{ group, items }];
}

function Answer({
  accountId,
  projectId,
  split,
}: {
  readonly accountId: number;
  readonly projectId: number;
  readonly split: string;
}): ReactNode {
  const advice = useQuery(meshAdviceQuery(accountId, projectId, split));
  return (
    <div className={classes.answer} aria-live="polite">
      <Loaded from={advice}>{(found) => (found.split === null ? null : <Split split={found.split} />)}</Loaded>
    </div>
  );
}

function Split({ split }: { readonly split: WireSplitAdvice }): ReactNode {
  const { circle, problems, consumers, offered, crossings, refs, along, files } = split;
  return (
    <>
      <p className={classes.summary}>{split.summary}</p>
      {circle === null ? null : <Circle circle={circle} />}
      {problems.map((problem) => (
        <Notice key={problem} tone="warn" title={problem} />
      ))}
      {consumers.length === 0 ? null : (
        <Notice tone="still" title="Other projects read models that move">
          Their refs must name {split.new_project}:{' '}
          {consumers.map(({ project, models }) => `${project} reads ${models.join(', ')}`).join('; ')}.
        </Notice>
      )}
      <Crossings crossings={crossings} />
      <OfferedAcross offered={offered} />
      {circle === null ? <RefChanges refs={refs} /> : null}
      <Along along={along} models={split.models} />
      {files.length === 0 ? null : (
        <>
          <h3 className={classes.heading}>Files</h3>
          <AdviceFiles key={split.value} label="Files of the split" files={files} />
        </>
      )}
    </>
  );
}

function Circle({ circle }: { readonly circle: NonNullable<WireSplitAdvice['circle']> }): ReactNode {
  return (
    <Notice tone="bad" title={circle.message}>
      <ul className={classes.ways}>
        <li>
          Let what builds on it come along: <Names names={circle.take_downstream} />
        </li>
        <li>
          Or what it builds on: <Names names={circle.take_upstream} />
        </li>
        <li>
          Or change what these read: <Names names={circle.causes} />
        </li>
      </ul>
    </Notice>
  );
}

/** All of them, however many: they are to be taken along. */
function Names({ names }: { readonly names: readonly string[] }): ReactNode {
  if (names.length <= namesMost) return <code>{names.join(', ')}</code>;
  return (
    <details className={classes.more}>
      <summary>
        <code>{names.slice(0, namesMost).join(', ')}</code> and {names.length - namesMost} more
      </summary>
      <code>{names.slice(namesMost).join(', ')}</code>
    </details>
  );
}

const namesMost = 12;
