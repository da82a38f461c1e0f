/** Above the picture: what is selected, by what it is coloured, and how it is shown. */
import { Button, NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import type { WireLineage } from '@weft/wire/weft/lineage';
import type { ReactNode } from 'react';
import { useNowMs } from '../../kit/clock.ts';
import { asksForState, CompareWith } from '../history/compare-with.tsx';
import { lenses, lensTitles } from './lenses.ts';
import classes from './lineage.module.css';
import type { LineageSearch } from './lineage-search.ts';
import { SelectorBox } from './selector-box.tsx';

export function LineageTools(props: {
  readonly accountId: number;
  readonly search: LineageSearch;
  readonly problems: WireLineage['problems'];
  readonly go: (change: Partial<LineageSearch>, isStep?: boolean) => void;
}): ReactNode {
  const { search, go } = props;
  const today = new Date(useNowMs(3600)).toISOString().slice(0, 10);
  const byHand =
    (search.more === undefined ? 0 : search.more.split(' ').length) + (search.hide === undefined ? 0 : search.hide.split(' ').length);
  return (
    <div className={classes.tools}>
      <SelectorBox
        value={search.select ?? ''}
        problems={props.problems}
        onSelect={(select) => go({ select: select || undefined, more: undefined, hide: undefined, column: undefined, at: undefined })}
      />
      {asksForState(search.select ?? '') ? (
        <CompareWith
          accountId={props.accountId}
          compare={search.compare}
          today={today}
          onCompare={(compare) => go({ compare, at: undefined })}
        />
      ) : null}
      <NativeSelect
        size="sm"
        label="Colours"
        value={search.lens ?? 'type'}
        data={lenses.map((lens) => ({ value: lens, label: lensTitles[lens] }))}
        onChange={(event) => go({ lens: lenses.find((it) => it === event.currentTarget.value) }, false)}
      />
      <div className={classes.unlabelled}>
        <SegmentedControl
          size="sm"
          aria-label="Show as"
          value={search.show ?? 'graph'}
          data={[
            { value: 'graph', label: 'Graph' },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(show) => go({ show: show === 'table' ? 'table' : undefined })}
        />
        <Switch
          size="xs"
          label="Tests"
          checked={search.tests === true}
          onChange={(event) => go({ tests: event.currentTarget.checked ? true : undefined, at: undefined })}
        />
        {search.column === undefined ? null : (
          <Switch
            size="xs"
            label="Who filters, joins or groups by it"
            checked={search.uses !== false}
            onChange={(event) => go({ uses: event.currentTarget.checked ? undefined : false, at: undefined })}
          />
        )}
        {byHand === 0 ? null : (
          <Button size="compact-xs" variant="subtle" onClick={() => go({ more: undefined, hide: undefined, at: undefined })}>
            Undo {byHand} by hand
          </Button>
        )}
      </div>
    </div>
  );
}
