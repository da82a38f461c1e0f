/** Tries a connection and shows how it goes: the steps, what to change, and the adapter's own words. */
import { Button, Group, Loader } from '@mantine/core';
import { IconCheck, IconPlugConnected, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireConnectionTest, WireTestStep } from '@weft/wire/weft/connection';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import { connectionTestQuery } from './connection-queries.ts';
import classes from './connection-test.module.css';

export function ConnectionTester(props: {
  readonly accountId: number;
  readonly begin: () => Promise<WireConnectionTest>;
  readonly isDisabled?: boolean;
}): ReactNode {
  const { accountId } = props;
  const [testId, setTestId] = useState<number | null>(null);
  const queries = useQueryClient();
  const begin = useMutation({ mutationFn: props.begin, onSuccess: ({ id }) => setTestId(id) });
  const test = useQuery({ ...connectionTestQuery(accountId, testId ?? 0), enabled: testId !== null }).data;
  const isOver = test !== undefined && test.state !== 'running';
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ['connections', accountId] });
  }, [isOver, queries, accountId]);
  const isBusy = begin.isPending || (testId !== null && !isOver);
  return (
    <div style={{ display: 'grid', gap: 10 }}>
      <Group gap="xs">
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPlugConnected size={14} />}
          loading={isBusy}
          disabled={props.isDisabled ?? false}
          onClick={() => {
            setTestId(null);
            begin.mutate();
          }}
        >
          Test connection
        </Button>
      </Group>
      {begin.error === null ? null : <Failed error={begin.error} />}
      {test === undefined || begin.isPending ? null : <TestResult test={test} />}
    </div>
  );
}

export function TestResult({ test }: { readonly test: WireConnectionTest }): ReactNode {
  return (
    <div className={classes.box} role="status">
      <ul className={classes.steps}>
        {test.steps.map((step) => (
          <li key={step.name} className={classes.step}>
            <StepMark state={step.state} />
            <span className={classes.text}>
              <b>{step.name}</b> {step.text}
            </span>
          </li>
        ))}
      </ul>
      {test.state === 'succeeded' ? <b>It works: dbt can enter the warehouse.</b> : null}
      {test.advice === null ? null : (
        <div>
          <b>{test.advice.title}.</b> {test.advice.change}
        </div>
      )}
      {test.detail === null ? null : (
        <div>
          <div className="weft-dim" style={{ fontSize: 12, marginBottom: 4 }}>
            The adapter’s own words
          </div>
          <pre className={classes.words}>{test.detail}</pre>
        </div>
      )}
    </div>
  );
}

function StepMark({ state }: { readonly state: WireTestStep['state'] }): ReactNode {
  if (state === 'running') return <Loader size={14} aria-label="going on" />;
  if (state === 'succeeded') return <IconCheck size={16} color="var(--mantine-color-green-6)" aria-label="done" />;
  return <IconX size={16} color="var(--mantine-color-red-6)" aria-label="failed" />;
}
