/** For how long states of environments are kept, and what a choice would drop, told before it is made. */
import { Button, NumberInput, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireOldStates, WireStateRetention } from '@weft/wire/weft/state-retention';
import { type ReactNode, useState } from 'react';
import { ask, get, query } from '../../kit/api.ts';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { absoluteTime, readTime } from '../../kit/read-time.ts';
import { said } from '../../kit/said.ts';

const path = (accountId: number) => `/api/weft/accounts/${accountId}/state-retention/`;
const key = (accountId: number) => ['state-retention', accountId] as const;

export function StateRetention({ accountId }: { readonly accountId: number }): ReactNode {
  const found = useQuery({ queryKey: key(accountId), queryFn: () => get<WireStateRetention>(path(accountId)) });
  return (
    <Panel title="History">
      <Loaded from={found}>{({ retention }) => <RetentionForm accountId={accountId} retention={retention} />}</Loaded>
    </Panel>
  );
}

const usual = { days: 365, states_min: 20 };

function RetentionForm(props: { readonly accountId: number; readonly retention: WireStateRetention['retention'] }): ReactNode {
  const { accountId } = props;
  const [isKept, setKept] = useState(props.retention === null);
  const [draft, setDraft] = useState(props.retention ?? usual);
  const queries = useQueryClient();
  const preview = useMutation({ mutationFn: () => get<WireOldStates>(`${path(accountId)}preview/${query({ ...draft })}`) });
  const save = useMutation({
    mutationFn: () => ask<WireStateRetention>('PUT', path(accountId), { retention: isKept ? null : draft }),
    onSuccess: (saved) => {
      queries.setQueryData(key(accountId), saved);
      said(saved.retention === null ? 'Every state is kept.' : 'Older states are dropped once a day.');
    },
  });
  const change = (values: Partial<typeof draft>) => {
    setDraft({ ...draft, ...values });
    preview.reset();
  };
  return (
    <Form deed="Save history" isBusy={save.isPending} error={save.error ?? preview.error} onSubmit={() => save.mutate()}>
      <Switch
        label="Keep every state"
        description="A state is what an environment was after a run or upload. What it is now, what is published, and what jobs compare with is kept in any case."
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      {isKept ? null : (
        <>
          <NumberInput
            label="Days"
            description="Younger states are kept."
            min={1}
            max={3650}
            allowDecimal={false}
            value={draft.days}
            onChange={(value) => change({ days: Number(value) })}
          />
          <NumberInput
            label="States at least"
            description="So many of the newest of each environment are kept, however old."
            min={1}
            max={10_000}
            allowDecimal={false}
            value={draft.states_min}
            onChange={(value) => change({ states_min: Number(value) })}
          />
          <div>
            <Button size="xs" variant="default" loading={preview.isPending} onClick={() => preview.mutate()}>
              What would go?
            </Button>
            <span aria-live="polite" style={{ marginLeft: 12 }}>
              {preview.data === undefined ? '' : told(preview.data)}
            </span>
          </div>
        </>
      )}
    </Form>
  );
}

function told({ states, oldest, newest }: WireOldStates): string {
  if (states === 0 || oldest === null || newest === null) return 'Nothing.';
  const when =
    states === 1 ? `of ${absoluteTime(readTime(oldest))}` : `from ${absoluteTime(readTime(oldest))} to ${absoluteTime(readTime(newest))}`;
  return `${states} ${states === 1 ? 'state' : 'states'}, ${when}.`;
}
