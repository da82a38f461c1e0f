/** The ways between pages. */
import { Kbd, NativeSelect, UnstyledButton } from '@mantine/core';
import {
  IconBook2,
  IconGitPullRequest,
  IconHierarchy3,
  IconHome2,
  IconPlayerPlay,
  IconSchema,
  IconSearch,
  IconSettings,
  IconShieldCheck,
  IconStack2,
  IconTopologyStar3,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay, useSession } from '../features/session/session-queries.ts';
import { Mark } from '../kit/mark.tsx';
import classes from './nav.module.css';
import { ProfileMenu } from './profile-menu.tsx';

export function Nav(props: { readonly accountId: number; readonly onPalette: () => void; readonly onHelp: () => void }): ReactNode {
  const { accountId } = props;
  return (
    <div className={classes.nav}>
      <Link to="/accounts/$accountId" params={{ accountId }} className={classes.brand} aria-label="Weft, account home">
        <Mark size={24} />
        <span className={classes.name}>weft</span>
      </Link>
      <AccountName accountId={accountId} />
      <UnstyledButton className={classes.search} onClick={props.onPalette}>
        <IconSearch size={14} aria-hidden="true" />
        <span>Go to…</span>
        <Kbd size="xs">{isMac() ? '⌘' : 'Ctrl'} K</Kbd>
      </UnstyledButton>
      <Pages accountId={accountId} />
      <ProfileMenu onHelp={props.onHelp} />
    </div>
  );
}

/** Its name; for whoever is in several, the way to the others. */
function AccountName({ accountId }: { readonly accountId: number }): ReactNode {
  const { accounts } = useSession();
  const navigate = useNavigate();
  if (accounts.length < 2) return <div className={classes.account}>{accounts[0]?.name}</div>;
  return (
    <NativeSelect
      size="xs"
      mt={6}
      aria-label="Account"
      value={accountId}
      data={accounts.map(({ id, name }) => ({ value: String(id), label: name }))}
      onChange={(event) => void navigate({ to: '/accounts/$accountId', params: { accountId: Number(event.currentTarget.value) } })}
    />
  );
}

function Pages({ accountId }: { readonly accountId: number }): ReactNode {
  const params = { accountId };
  const may = useMay(accountId);
  const icon = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;
  return (
    <nav aria-label="Main" className={classes.pages}>
      <Link to="/accounts/$accountId" params={params} activeOptions={{ exact: true }} className={classes.link}>
        <IconHome2 {...icon} />
        Home
      </Link>
      {may('jobs:read') || may('runs:read') || may('environments:read') ? (
        <div className={classes.group} id="nav-deploy">
          Deploy
        </div>
      ) : null}
      {may('jobs:read') ? (
        <Link to="/deploy/$accountId/jobs" params={params} className={classes.link}>
          <IconPlayerPlay {...icon} />
          Jobs
        </Link>
      ) : null}
      {may('runs:read') ? (
        <Link to="/deploy/$accountId/runs" params={params} activeOptions={{ includeSearch: false }} className={classes.link}>
          <IconStack2 {...icon} />
          Runs
        </Link>
      ) : null}
      {may('runs:read') ? (
        <Link to="/deploy/$accountId/pull-requests" params={params} activeOptions={{ includeSearch: false }} className={classes.link}>
          <IconGitPullRequest {...icon} />
          Pull requests
        </Link>
      ) : null}
      {may('environments:read') ? (
        <Link to="/deploy/$accountId/environments" params={params} className={classes.link}>
          <IconHierarchy3 {...icon} />
          Environments
        </Link>
      ) : null}
      <div className={classes.group}>Account</div>
      <Link to="/catalog/$accountId" params={params} className={classes.link}>
        <IconBook2 {...icon} />
        Catalog
      </Link>
      <Link to="/mesh/$accountId" params={params} className={classes.link}>
        <IconTopologyStar3 {...icon} />
        Mesh
      </Link>
      {may('metadata:read') ? (
        <Link to="/lineage/$accountId" params={params} activeOptions={{ includeSearch: false }} className={classes.link}>
          <IconSchema {...icon} />
          Lineage
        </Link>
      ) : null}
      {may('metadata:read') ? (
        <Link to="/governance/$accountId" params={params} activeOptions={{ includeSearch: false }} className={classes.link}>
          <IconShieldCheck {...icon} />
          Governance
        </Link>
      ) : null}
      <Link to="/settings/accounts/$accountId" params={params} className={classes.link}>
        <IconSettings {...icon} />
        Settings
      </Link>
    </nav>
  );
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}
