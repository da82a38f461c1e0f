/** The variables to set, for the shell that one has. */
import { SegmentedControl } from '@mantine/core';
import type { WireServer } from '@weft/wire/weft/server';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import classes from './artifact-upload.module.css';
import type { CaTrust, Shell } from './upload-blocks.ts';
import { loadDotenv, variablesBlock } from './upload-blocks.ts';

const shells: readonly { readonly value: Shell; readonly label: string }[] = [
  { value: 'bash', label: 'bash, zsh' },
  { value: 'powershell', label: 'PowerShell' },
  { value: 'dotenv', label: '.env' },
];

export function ShellBlocks(props: {
  readonly server: WireServer;
  readonly accountId: number;
  readonly environmentId: number;
  readonly token: string | null;
}): ReactNode {
  const { server, accountId, environmentId, token } = props;
  const [shell, setShell] = useState<Shell>('bash');
  const [isOnServer, setOnServer] = useState(isLoopback(window.location.hostname));
  const trust = trustOf(server, isOnServer);
  return (
    <>
      <div className={classes.choices}>
        <SegmentedControl
          size="xs"
          aria-label="Shell"
          value={shell}
          onChange={(value) => setShell(shells.find((known) => known.value === value)?.value ?? 'bash')}
          data={[...shells]}
        />
        {server.is_private_ca ? <PlaceChoice isOnServer={isOnServer} onChoose={setOnServer} /> : null}
      </div>
      <CodeBlock
        title={shell === 'dotenv' ? '.env in the dbt project’s folder' : 'In the shell where dbt runs'}
        text={variablesBlock(shell, { accountId, environmentId, token, trust })}
      />
      {shell === 'dotenv' ? (
        <>
          <p className={classes.hint}>dbt 1.x does not read this file by itself. Load it before dbt:</p>
          <CodeBlock title="Load .env" text={loadDotenv} />
        </>
      ) : null}
      {trust === null ? null : (
        <p className={classes.hint}>
          REQUESTS_CA_BUNDLE lets dbt trust this Weft’s own certificate authority. The bundle also holds the public authorities, so nothing
          else stops working.
        </p>
      )}
    </>
  );
}

function PlaceChoice(props: { readonly isOnServer: boolean; readonly onChoose: (isOnServer: boolean) => void }): ReactNode {
  const { isOnServer, onChoose } = props;
  return (
    <SegmentedControl
      size="xs"
      aria-label="Where dbt runs"
      value={isOnServer ? 'server' : 'elsewhere'}
      onChange={(value) => onChoose(value === 'server')}
      data={[
        { value: 'server', label: 'dbt runs on Weft’s machine' },
        { value: 'elsewhere', label: 'on another' },
      ]}
    />
  );
}

function trustOf(server: WireServer, isOnServer: boolean): CaTrust | null {
  if (!server.is_private_ca) return null;
  if (isOnServer && server.ca_bundle_file !== null) return { from: 'server', file: server.ca_bundle_file };
  return server.ca_bundle_url === null ? null : { from: 'download', url: server.ca_bundle_url };
}

function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === '[::1]' || /(^|\.)localhost$/.test(hostname);
}
