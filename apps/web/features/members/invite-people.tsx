/** Invites people by their e-mail addresses, and shows the links that let them in. */
import { Button, Checkbox, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireGroup } from '@weft/wire/v3/group';
import type { WireInviteLink } from '@weft/wire/v3/invite';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CopyValue } from '../../kit/copy.tsx';
import { Form } from '../../kit/form.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { groupChoicesQuery, sendInvitations } from './invitation-queries.ts';

const licences = [
  { value: 'developer', label: 'Developer: whatever their groups grant' },
  { value: 'analyst', label: 'Analyst: reads, and works in canvas and insights' },
  { value: 'read_only', label: 'Read-only: the catalog, and nothing else' },
  { value: 'it', label: 'IT: members, tokens and sign-in, and no data' },
] as const;

export function InvitePeople({ accountId, onClose }: { readonly accountId: number; readonly onClose: () => void }): ReactNode {
  const groups = useQuery(groupChoicesQuery(accountId));
  const [links, setLinks] = useState<readonly WireInviteLink[] | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={links === null ? 'Invite people' : 'They are invited'}
      size="lg"
      closeOnClickOutside={links === null}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {links === null ? (
        <Loaded from={groups}>{(found) => <InviteForm accountId={accountId} groups={found} onSent={setLinks} />}</Loaded>
      ) : (
        <>
          <InvitationLinks links={links} />
          <Group justify="flex-end" mt="md">
            <Button size="sm" onClick={onClose}>
              Done
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}

function InviteForm(props: {
  readonly accountId: number;
  readonly groups: readonly WireGroup[];
  readonly onSent: (links: readonly WireInviteLink[]) => void;
}): ReactNode {
  const [draft, setDraft] = useState({ emails: '', licence: 'developer', groupIds: [] as string[] });
  const queries = useQueryClient();
  const emails = draft.emails.split(/[\s,;]+/).filter((email) => email !== '');
  const send = useMutation({
    mutationFn: () =>
      sendInvitations(props.accountId, { email_addresses: emails, license_type: draft.licence, group_ids: draft.groupIds.map(Number) }),
    onSuccess: async ({ links }) => {
      props.onSent(links);
      await queries.invalidateQueries({ queryKey: ['invitations', props.accountId] });
    },
  });
  // Everybody comes into these, invited to them or not.
  const choices = props.groups.filter(({ assign_by_default }) => !assign_by_default);
  const given = props.groups.filter(({ assign_by_default }) => assign_by_default).map(({ name }) => name);
  return (
    <Form
      deed={emails.length > 1 ? `Invite ${emails.length} people` : 'Invite'}
      isBusy={send.isPending}
      error={send.error}
      isDisabled={emails.length === 0}
      onSubmit={() => send.mutate()}
    >
      <Textarea
        label="E-mail addresses"
        description="One or several, with commas or lines between them"
        autosize
        minRows={2}
        data-autofocus
        value={draft.emails}
        onChange={(event) => setDraft({ ...draft, emails: event.currentTarget.value })}
      />
      <NativeSelect
        label="Licence"
        description="What they may do at most, whatever their groups grant"
        value={draft.licence}
        data={[...licences]}
        onChange={(event) => setDraft({ ...draft, licence: event.currentTarget.value })}
      />
      {choices.length === 0 ? null : (
        <Checkbox.Group
          label="Groups"
          description={given.length === 0 ? 'What they may do' : `Beside ${given.join(' and ')}, which everybody is in`}
          value={[...draft.groupIds]}
          onChange={(groupIds) => setDraft({ ...draft, groupIds })}
        >
          <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(200px, 1fr))', gap: 8, marginTop: 8 }}>
            {choices.map(({ id, name }) => (
              <Checkbox key={id} value={String(id)} label={name} size="xs" />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </Form>
  );
}

export function InvitationLinks({ links }: { readonly links: readonly WireInviteLink[] }): ReactNode {
  const isMailed = links.every(({ is_mailed }) => is_mailed);
  return (
    <Notice
      tone={isMailed ? 'still' : 'warn'}
      title={isMailed ? 'The links are on their way by mail' : 'Hand these links over now'}
      isUrgent
    >
      <p style={{ margin: '0 0 10px' }}>
        {isMailed ? 'You can hand them over as well. ' : 'This Weft sends no mail. '}
        Each is shown this once, lets one person in, and is good for seven days.
      </p>
      {links.map(({ id, email_address, url }) => (
        <CopyValue key={id} label={email_address} value={url} />
      ))}
    </Notice>
  );
}
