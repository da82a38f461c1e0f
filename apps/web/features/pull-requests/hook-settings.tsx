/** Which provider a webhook is of, and where its API is asked, where the repository's address does not tell. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireHook } from '@weft/wire/weft/hook';
import { hookProviders } from '@weft/wire/weft/hook';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Form } from '../../kit/form.tsx';
import { providerNames } from './provider-guides.ts';
import { changeHook } from './pull-request-queries.ts';

export function HookSettings(props: { readonly accountId: number; readonly projectId: number; readonly hook: WireHook }): ReactNode {
  const { accountId, projectId, hook } = props;
  const [isOpen, setOpen] = useState(false);
  const [provider, setProvider] = useState(hook.provider);
  const [apiBaseUrl, setApiBaseUrl] = useState(hook.api_base_url ?? '');
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => changeHook(accountId, projectId, { provider, api_base_url: apiBaseUrl.trim() === '' ? null : apiBaseUrl.trim() }),
    onSuccess: async () => {
      setOpen(false);
      await queries.invalidateQueries({ queryKey: ['repositories', accountId, projectId, 'hook'] });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
        Provider: {providerNames[hook.provider]}
      </Button>
      <Modal opened={isOpen} onClose={() => setOpen(false)} title="Provider of the webhook" closeButtonProps={{ 'aria-label': 'Close' }}>
        <Form deed="Save" isBusy={change.isPending} error={change.error} onSubmit={() => change.mutate()}>
          <NativeSelect
            label="Provider"
            value={provider}
            data={hookProviders.map((value) => ({ value, label: providerNames[value] }))}
            onChange={(event) => setProvider(hookProviders.find((it) => it === event.currentTarget.value) ?? provider)}
          />
          {provider === 'generic' ? null : (
            <TextInput
              label="Address of its API"
              description="Empty: as the repository’s address says. On the host of the repository, or beneath it: its token is sent there."
              placeholder={hook.api_url ?? 'https://git.example.com/api/v4'}
              value={apiBaseUrl}
              onChange={(event) => setApiBaseUrl(event.currentTarget.value)}
            />
          )}
        </Form>
      </Modal>
    </>
  );
}
