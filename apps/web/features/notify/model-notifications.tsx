/** On the page of an environment: whether the owners of its models are told by mail. */
import { Checkbox, Group, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed, Loaded } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { useMay } from '../session/session-queries.ts';
import { modelNotificationsQuery, setModelNotifications } from './notify-queries.ts';

const states = [
  { key: 'on_success', title: 'succeeds' },
  { key: 'on_warning', title: 'warns' },
  { key: 'on_failure', title: 'fails' },
  { key: 'on_skipped', title: 'is skipped' },
] as const;

export function ModelNotifications({
  accountId,
  environmentId,
}: {
  readonly accountId: number;
  readonly environmentId: number;
}): ReactNode {
  const mayWrite = useMay(accountId)('environments:write');
  const settings = useQuery(modelNotificationsQuery(accountId, environmentId));
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (change: object) => setModelNotifications(accountId, environmentId, change),
    onSuccess: (after) => queries.setQueryData(modelNotificationsQuery(accountId, environmentId).queryKey, after),
  });
  return (
    <Panel title="Owners of models">
      <Loaded from={settings}>
        {(found) => (
          <>
            <Switch
              label="Mail the owners"
              description="A model's owner is the e-mail of its group in the dbt project. They hear of the first failure at once, and of all of their models when the run is over."
              checked={found.enabled}
              disabled={!mayWrite || save.isPending}
              onChange={(event) => save.mutate({ enabled: event.currentTarget.checked })}
            />
            {found.enabled ? (
              <Group gap="lg" mt="sm">
                <span style={{ fontSize: 'var(--mantine-font-size-sm)' }}>When a model</span>
                {states.map(({ key, title }) => (
                  <Checkbox
                    key={key}
                    size="xs"
                    label={title}
                    checked={found[key]}
                    disabled={!mayWrite || save.isPending}
                    onChange={(event) => save.mutate({ [key]: event.currentTarget.checked })}
                  />
                ))}
              </Group>
            ) : null}
            {save.error === null ? null : <Failed error={save.error} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}
