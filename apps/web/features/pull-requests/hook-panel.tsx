/** The webhook of a repository: what to enter at its provider, the secret once, and what came by it with what was done about it. */
import { Button, Checkbox, Group, NativeSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireHook, WireHookProvider, WireNewHook } from '@weft/wire/weft/hook';
import { hookProviders } from '@weft/wire/weft/hook';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { CopyValue } from '../../kit/copy.tsx';
import { Failed, Loaded, RowSkeletons } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { Ago } from '../../kit/time.tsx';
import { useMay } from '../session/session-queries.ts';
import { HookDeliveries } from './hook-deliveries.tsx';
import { HookSettings } from './hook-settings.tsx';
import { guides, providerNames, tryGeneric } from './provider-guides.ts';
import { changeHook, createHook, deleteHook, hookQuery, renewHookSecret } from './pull-request-queries.ts';

export function HookPanel(props: { readonly accountId: number; readonly projectId: number }): ReactNode {
  const { accountId, projectId } = props;
  const hook = useQuery(hookQuery(accountId, projectId));
  const [made, setMade] = useState<WireNewHook | null>(null);
  return (
    <Panel title="Webhook" aside={hook.data ? <Remove {...props} onRemoved={() => setMade(null)} /> : undefined}>
      <Loaded from={hook} skeleton={<RowSkeletons rows={3} />}>
        {(found) =>
          found === null ? (
            <Make {...props} onMade={setMade} />
          ) : (
            <Hook {...props} hook={found} secret={made?.secret ?? null} onMade={setMade} />
          )
        }
      </Loaded>
    </Panel>
  );
}

interface Place {
  readonly accountId: number;
  readonly projectId: number;
}

function useRenewHook({ accountId, projectId }: Place): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['repositories', accountId, projectId, 'hook'] });
}

function Make(props: Place & { readonly onMade: (hook: WireNewHook) => void }): ReactNode {
  const { accountId, projectId } = props;
  const may = useMay(accountId, { projectId });
  const [provider, setProvider] = useState<WireHookProvider | ''>('');
  const renew = useRenewHook(props);
  const create = useMutation({
    mutationFn: () => createHook(accountId, projectId, provider === '' ? {} : { provider }),
    onSuccess: async (hook) => {
      props.onMade(hook);
      await renew();
    },
  });
  return (
    <>
      <p style={{ marginTop: 0 }}>
        By a webhook Weft hears of pull requests and pushes: CI jobs run on the first, merge jobs on the second, and the provider shows how
        they go.
      </p>
      {may('repositories:write') ? (
        <Group gap="xs" align="flex-end">
          <NativeSelect
            size="xs"
            label="Provider"
            value={provider}
            data={[
              { value: '', label: 'By the repository’s address' },
              ...hookProviders.map((value) => ({ value, label: providerNames[value] })),
            ]}
            onChange={(event) => setProvider(hookProviders.find((it) => it === event.currentTarget.value) ?? '')}
          />
          <Button size="xs" loading={create.isPending} onClick={() => create.mutate()}>
            Make webhook
          </Button>
        </Group>
      ) : (
        <span className="weft-dim">There is none. Who may change repositories can make one.</span>
      )}
      {create.error === null ? null : <Failed error={create.error} />}
    </>
  );
}

function Hook(
  props: Place & { readonly hook: WireHook; readonly secret: string | null; readonly onMade: (hook: WireNewHook) => void },
): ReactNode {
  const { hook, accountId, projectId, secret } = props;
  const may = useMay(accountId, { projectId });
  const guide = guides[hook.provider];
  return (
    <>
      {secret === null ? null : (
        <Notice tone="warn" title="Copy the secret now" isUrgent>
          <p style={{ margin: '0 0 10px' }}>It is shown this once. Weft keeps it sealed and cannot show it again.</p>
          <CopyValue label={guide.secretField} value={secret} />
        </Notice>
      )}
      <CopyValue label={`Address (${guide.addressField})`} value={hook.url} hint={guide.where} />
      <p>
        <b>Tick:</b> {guide.events}
      </p>
      {hook.api_url === null ? (
        <p className="weft-dim">{guide.token}</p>
      ) : (
        <p>
          <b>Token of the repository:</b> {guide.token} Weft asks <code>{hook.api_url}</code>.
        </p>
      )}
      {hook.api_url !== null && !hook.has_token ? (
        <Notice tone="warn" title="The repository has no token">
          Jobs run all the same, but commits get no status and pull requests no comment. Add one above, where it is said how the repository
          is entered.
        </Notice>
      ) : null}
      {hook.provider === 'generic' ? <CodeBlock title="Try it" text={tryGeneric(hook.url)} /> : null}
      {may('repositories:write') ? <Changes {...props} /> : null}
      {hook.refused_count === 0 ? null : (
        <Notice tone="warn" title={`${hook.refused_count} refused`}>
          The last one <Ago at={hook.refused_at} />: {hook.refused_reason} If it was your provider, check the secret there, or make a new
          one.
        </Notice>
      )}
      <HookDeliveries deliveries={hook.deliveries} />
    </>
  );
}

function Changes(props: Place & { readonly hook: WireHook; readonly onMade: (hook: WireNewHook) => void }): ReactNode {
  const { hook, accountId, projectId } = props;
  const renew = useRenewHook(props);
  const [isAsking, setAsking] = useState(false);
  const change = useMutation({
    mutationFn: (isCommenting: boolean) => changeHook(accountId, projectId, { is_commenting: isCommenting }),
    onSuccess: renew,
  });
  const secret = useMutation({
    mutationFn: () => renewHookSecret(accountId, projectId),
    onSuccess: async (made) => {
      props.onMade(made);
      setAsking(false);
      await renew();
    },
  });
  return (
    <>
      <Group gap="md" my="sm">
        {hook.api_url === null ? null : (
          <Checkbox
            size="xs"
            label="Keep one comment on each pull request"
            checked={hook.is_commenting}
            disabled={change.isPending}
            onChange={(event) => change.mutate(event.currentTarget.checked)}
          />
        )}
        <HookSettings key={`${hook.provider} ${hook.api_base_url}`} accountId={accountId} projectId={projectId} hook={hook} />
        <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
          New secret
        </Button>
      </Group>
      {change.error === null ? null : <Failed error={change.error} />}
      <Confirm
        title="Make a new secret?"
        deed="Make a new secret"
        isOpen={isAsking}
        isBusy={secret.isPending}
        error={secret.error}
        onClose={() => setAsking(false)}
        onConfirm={() => secret.mutate()}
      >
        What is signed with the old one is refused at once, until the new one stands at the provider.
      </Confirm>
    </>
  );
}

function Remove(props: Place & { readonly onRemoved: () => void }): ReactNode {
  const { accountId, projectId } = props;
  const may = useMay(accountId, { projectId });
  const renew = useRenewHook(props);
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => deleteHook(accountId, projectId),
    onSuccess: async () => {
      setAsking(false);
      props.onRemoved();
      said('The webhook is removed.');
      await renew();
    },
  });
  if (!may('repositories:write')) return null;
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="red" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Confirm
        title="Remove the webhook?"
        deed="Remove the webhook"
        isOpen={isAsking}
        isBusy={remove.isPending}
        error={remove.error}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        Its address answers nobody any more, and what came by it is forgotten. Pull requests and their runs stay.
      </Confirm>
    </>
  );
}
