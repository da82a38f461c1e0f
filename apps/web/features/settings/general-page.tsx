/** The account's name, and whether it has hybrid projects. */
import { NumberInput, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireAccountSettings } from '@weft/wire/weft/account-settings';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { InlineCode } from '../../kit/copy.tsx';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Facts, Panel } from '../../kit/panel.tsx';
import { said } from '../../kit/said.ts';
import { sessionQuery, useMay } from '../session/session-queries.ts';
import { accountSettingsQuery, changeAccountSettings } from './server-queries.ts';
import { StateRetention } from './state-retention.tsx';

export function GeneralPage(): ReactNode {
  const accountId = useAccountId();
  const settings = useQuery(accountSettingsQuery(accountId));
  const may = useMay(accountId);
  usePageTitle('General', 'Settings');
  return (
    <Loaded from={settings}>
      {(found) => (
        <div style={{ maxWidth: 640 }}>
          <Panel title="Account">
            {may('account:write') ? (
              <GeneralForm accountId={accountId} settings={found} />
            ) : (
              <Facts
                items={[
                  ['Name', found.name],
                  ['Hybrid projects', found.is_hybrid_enabled ? 'on' : 'off'],
                  ['Runs at a time', found.run_slots === null ? 'as many as the machine takes' : String(found.run_slots)],
                  ['Two-factor authentication', found.requires_second_factor ? 'required' : 'as everybody likes'],
                ]}
              />
            )}
          </Panel>
          {may('account:write') ? <StateRetention accountId={accountId} /> : null}
          <Panel title="Account ID">
            <InlineCode value={String(accountId)} what="Account ID" />
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function GeneralForm({ accountId, settings }: { readonly accountId: number; readonly settings: WireAccountSettings }): ReactNode {
  const [draft, setDraft] = useState(settings);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => changeAccountSettings(accountId, { ...draft, name: draft.name.trim() }),
    onSuccess: async (saved) => {
      queries.setQueryData(accountSettingsQuery(accountId).queryKey, saved);
      await queries.invalidateQueries(sessionQuery);
      said('The account is saved.');
    },
  });
  return (
    <Form deed="Save" isBusy={save.isPending} error={save.error} onSubmit={() => save.mutate()}>
      <TextInput
        label="Account name"
        required
        value={draft.name}
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <Switch
        label="Hybrid projects"
        description="Lets projects be made hybrid: their dbt runs elsewhere and uploads its artifacts. Off, the Hybrid development checkbox is nowhere; projects that are hybrid already stay so."
        checked={draft.is_hybrid_enabled}
        onChange={(event) => setDraft({ ...draft, is_hybrid_enabled: event.currentTarget.checked })}
      />
      <NumberInput
        label="Runs at a time"
        description="Further ones wait in line; CI runs and uploads do not count. Empty: as many as the machine takes."
        min={1}
        max={1_000_000}
        allowDecimal={false}
        value={draft.run_slots ?? ''}
        onChange={(value) => setDraft({ ...draft, run_slots: value === '' ? null : Number(value) })}
      />
      <Switch
        label="Two-factor authentication required"
        description="Whoever signs in by password is let into this account only once they have an authenticator app or a passkey: you too. Single sign-on counts as one."
        checked={draft.requires_second_factor}
        onChange={(event) => setDraft({ ...draft, requires_second_factor: event.currentTarget.checked })}
      />
    </Form>
  );
}
