/** Makes the service token that uploads use, in one click; the secret stays on the page until one leaves it. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { IconKey, IconLock } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireMadeServiceToken } from '@weft/wire/v3/service-token';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Failed } from '../../kit/loaded.tsx';
import { Notice } from '../../kit/notice.tsx';
import { SecretOnce } from '../service-tokens/secret-once.tsx';
import { createServiceToken } from '../service-tokens/service-token-queries.ts';
import { useMay } from '../session/session-queries.ts';
import classes from './artifact-upload.module.css';

export function TokenMaker(props: {
  readonly project: WireProject;
  readonly made: WireMadeServiceToken | null;
  readonly onMade: (token: WireMadeServiceToken) => void;
}): ReactNode {
  const { project, made } = props;
  const may = useMay(project.account_id);
  if (made !== null) return <SecretOnce name={made.name} secret={made.token_string} />;
  if (!may('service_tokens:write')) {
    return (
      <Notice tone="still" icon={<IconLock size={17} />} title="You may not create service tokens">
        Ask an account admin for the right to, or to create a token for you with both Job Runner and Job Viewer on the project{' '}
        {project.name}. If you have a token already, put it where the blocks below say your_token.
      </Notice>
    );
  }
  return <Maker project={project} onMade={props.onMade} />;
}

function Maker({ project, onMade }: { readonly project: WireProject; readonly onMade: (token: WireMadeServiceToken) => void }): ReactNode {
  const [name, setName] = useState(`${project.name} uploads`);
  const [isNarrow, setNarrow] = useState(true);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => {
      const project_id = isNarrow ? project.id : null;
      return createServiceToken(project.account_id, {
        name: name.trim(),
        permission_grants: [
          { permission_set: 'job_runner', project_id },
          { permission_set: 'job_viewer', project_id },
        ],
      });
    },
    onSuccess: (token) => {
      onMade(token);
      void queries.invalidateQueries({ queryKey: ['service-tokens', project.account_id] });
      void queries.invalidateQueries({ queryKey: ['uploads', project.account_id] });
    },
  });
  return (
    <form
      className={classes.maker}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <TextInput label="Token name" required withAsterisk={false} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" size="sm" leftSection={<IconKey size={15} />} loading={create.isPending}>
        Create service token
      </Button>
      <Checkbox
        className={classes.wide}
        size="xs"
        label={`Only for ${project.name}`}
        description="It gets Job Runner and Job Viewer: it may upload and start runs, and read jobs and runs."
        checked={isNarrow}
        onChange={(event) => setNarrow(event.currentTarget.checked)}
      />
      {create.error === null ? null : (
        <div className={classes.wide}>
          <Failed error={create.error} />
        </div>
      )}
    </form>
  );
}
