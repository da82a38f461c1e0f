/** The five steps from somebody's own dbt to a run in Weft. */
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireMadeServiceToken } from '@weft/wire/v3/service-token';
import type { WireServer } from '@weft/wire/weft/server';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { CopyValue } from '../../kit/copy.tsx';
import classes from './artifact-upload.module.css';
import { ShellBlocks } from './shell-blocks.tsx';
import { TokenMaker } from './token-maker.tsx';
import { projectBlock, publicModelsBlock, uploadedLine } from './upload-blocks.ts';

export function UploadGuide(props: {
  readonly project: WireProject;
  readonly environment: WireEnvironment;
  readonly server: WireServer;
}): ReactNode {
  const { project, environment, server } = props;
  const [token, setToken] = useState<WireMadeServiceToken | null>(null);
  return (
    <ol className={classes.guide}>
      <Step title="Take these values">
        <div className={classes.values}>
          <CopyValue label="Tenant URL" value={server.tenant_hostname} />
          <CopyValue label="Account ID" value={String(project.account_id)} />
          <CopyValue label="Environment ID" value={String(environment.id)} />
        </div>
        <TokenMaker project={project} made={token} onMade={setToken} />
      </Step>
      <Step title="Check your dbt">
        <p>Uploads need dbt Core 1.10 or later. An older one runs as ever, but uploads nothing and says nothing about it.</p>
        <CodeBlock title="Version, and how to upgrade" text={'dbt --version\npython -m pip install --upgrade dbt-core'} />
      </Step>
      <Step title="Set the variables">
        <ShellBlocks server={server} accountId={project.account_id} environmentId={environment.id} token={token?.token_string ?? null} />
      </Step>
      <Step title="Name this Weft in dbt_project.yml">
        <CodeBlock title="dbt_project.yml" text={projectBlock(server.tenant_hostname)} />
        <details className={classes.more}>
          <summary>Share models with other projects (optional)</summary>
          <p>
            Other projects of the account can refer to models whose access is public. Set it in dbt_project.yml, in a properties file or in
            a model’s own config; it takes effect with the next upload.
          </p>
          <CodeBlock title="dbt_project.yml: everything in marts" text={publicModelsBlock(project.dbt_project_name)} />
        </details>
      </Step>
      <RunStep />
    </ol>
  );
}

function RunStep(): ReactNode {
  return (
    <Step title="Run dbt">
      <CodeBlock title="In the dbt project’s folder" text="dbt run" />
      <p>
        dbt then says <code>{uploadedLine}</code>, and a run appears here. That line comes from the uploader: whether the models succeeded
        is told by the run.
      </p>
      <details className={classes.more}>
        <summary>Upload to another environment, or stop uploading</summary>
        <p>A variable before the command wins over the one that was set. Without the last one dbt uploads nothing.</p>
        <CodeBlock
          title="Once, and no more"
          text={'DBT_CLOUD_ACCOUNT_ID=1 DBT_CLOUD_ENVIRONMENT_ID=123 dbt run\nunset DBT_UPLOAD_TO_ARTIFACTS_INGEST_API'}
        />
      </details>
    </Step>
  );
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactNode {
  return (
    <li className={classes.step}>
      <h2>{title}</h2>
      <div className={classes.body}>{children}</div>
    </li>
  );
}
