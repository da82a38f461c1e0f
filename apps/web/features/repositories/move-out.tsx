/** The way of a managed repository out of Weft: where to, copy, switch; each step is told, and what fails leaves all as it was. */
import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WireMove } from '@weft/wire/weft/repository';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { CopyValue, InlineCode } from '../../kit/copy.tsx';
import { Form } from '../../kit/form.tsx';
import { Failed } from '../../kit/loaded.tsx';
import { Panel } from '../../kit/panel.tsx';
import { Ago } from '../../kit/time.tsx';
import classes from './repository-page.module.css';
import { carryOutMove, giveUpMove, moveQuery, prepareMove, type RepositoryPlace } from './repository-queries.ts';

export function MoveOut({ place }: { readonly place: RepositoryPlace }): ReactNode {
  const move = useQuery(moveQuery(place)).data ?? null;
  const queries = useQueryClient();
  const isMoved = move?.state === 'moved';
  const { accountId } = place;
  useEffect(() => {
    if (!isMoved) return;
    void queries.invalidateQueries({ queryKey: ['projects', accountId] });
    void queries.invalidateQueries({ queryKey: ['repositories', accountId] });
  }, [isMoved, queries, accountId]);
  return (
    <Panel title="Move out of Weft">
      <p className={classes.text}>
        Copies all branches and tags to an empty repository elsewhere. Then the project can be switched to that one: its jobs, runs and
        addresses stay as they are.
      </p>
      {move === null ? <Where place={place} /> : <Move place={place} move={move} />}
    </Panel>
  );
}

function Where({ place }: { readonly place: RepositoryPlace }): ReactNode {
  const [url, setUrl] = useState('');
  const [token, setToken] = useState('');
  const queries = useQueryClient();
  const isHttp = !/^(ssh:|[^/]+@)/.test(url);
  const prepare = useMutation({
    mutationFn: () => prepareMove(place, { remote_url: url.trim(), token: isHttp && token !== '' ? token : null }),
    onSuccess: (made) => queries.setQueryData(moveQuery(place).queryKey, made),
  });
  return (
    <Form deed="Continue" isBusy={prepare.isPending} error={prepare.error} onSubmit={() => prepare.mutate()}>
      <TextInput
        label="Address of the empty repository"
        description="https://host/path, or git@host:path: then Weft makes a deploy key for it"
        required
        spellCheck={false}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      {isHttp ? (
        <PasswordInput
          label="Token"
          description="With the right to write. Kept sealed."
          autoComplete="off"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
        />
      ) : null}
    </Form>
  );
}

function Move({ place, move }: { readonly place: RepositoryPlace; readonly move: WireMove }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const queries = useQueryClient();
  const show = (next: WireMove | null) => queries.setQueryData(moveQuery(place).queryKey, next);
  const copy = useMutation({ mutationFn: () => carryOutMove(place, 'copy'), onSuccess: show });
  const change = useMutation({
    mutationFn: () => carryOutMove(place, 'switch'),
    onSuccess: (next) => {
      setAsking(false);
      show(next);
    },
  });
  const giveUp = useMutation({ mutationFn: () => giveUpMove(place), onSuccess: () => show(null) });
  const isBusy = move.state === 'copying' || move.state === 'switching';
  const failure = copy.error ?? giveUp.error;
  return (
    <>
      <p className={classes.text}>
        To <InlineCode value={move.remote_url} what="Address" />
      </p>
      {move.public_key === null ? null : (
        <CopyValue
          label="Deploy key"
          value={move.public_key}
          hint="Add it to the repository there, with the right to write, and then copy."
        />
      )}
      <Steps move={move} />
      {failure === null ? null : <Failed error={failure} />}
      {move.state === 'moved' ? null : (
        <Group gap={8} mt={12}>
          <Button
            size="xs"
            variant={move.state === 'copied' ? 'default' : 'filled'}
            loading={move.state === 'copying'}
            disabled={isBusy}
            onClick={() => copy.mutate()}
          >
            {move.state === 'copied' ? 'Copy again' : 'Copy all branches and tags'}
          </Button>
          {move.state === 'copied' || move.state === 'switching' ? (
            <Button size="xs" loading={move.state === 'switching'} onClick={() => setAsking(true)}>
              Switch the project to it
            </Button>
          ) : null}
          <Button size="xs" variant="subtle" color="gray" disabled={isBusy} onClick={() => giveUp.mutate()}>
            Choose another place
          </Button>
        </Group>
      )}
      <Confirm
        title="Switch the project to the copy?"
        deed="Switch"
        isOpen={isAsking}
        isBusy={change.isPending}
        error={change.error}
        onClose={() => setAsking(false)}
        onConfirm={() => change.mutate()}
      >
        What was pushed since is copied first, and compared. From then on runs fetch {move.remote_url}, and nobody can push to Weft any
        more.
      </Confirm>
    </>
  );
}

function Steps({ move }: { readonly move: WireMove }): ReactNode {
  if (move.steps.length === 0) return null;
  return (
    <ol className={classes.steps} aria-live="polite">
      {move.steps.map(({ at, text, is_failed }) => (
        <li key={`${at} ${text}`} data-failed={is_failed}>
          {text} <Ago at={at} />
        </li>
      ))}
    </ol>
  );
}
