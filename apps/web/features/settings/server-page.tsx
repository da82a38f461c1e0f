/** How this Weft is reached and trusted. */
import { Button } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { WireServer } from '@weft/wire/weft/server';
import type { ReactNode } from 'react';
import { CodeBlock } from '../../kit/code-block.tsx';
import { CopyValue } from '../../kit/copy.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useAccountId } from '../../kit/page-ids.ts';
import { usePageTitle } from '../../kit/page-title.ts';
import { Panel } from '../../kit/panel.tsx';
import classes from './server-page.module.css';
import { serverQuery } from './server-queries.ts';

export function ServerPage(): ReactNode {
  const server = useQuery(serverQuery(useAccountId()));
  usePageTitle('Server', 'Settings');
  return (
    <Loaded from={server}>
      {(found) => (
        <div className={classes.page}>
          <Panel title="Addresses">
            <div className={classes.values}>
              <CopyValue label="Public URL" value={found.public_url} hint="What links begin with" />
              <CopyValue
                label="Tenant URL"
                value={found.tenant_hostname}
                hint="For dbt-cloud: tenant_hostname; dbt puts https:// before it"
              />
              <CopyValue label="Version of Weft" value={found.version} />
              <CopyValue label="Home on the server" value={found.home} />
            </div>
          </Panel>
          <Panel title="Certificate">
            <Certificate server={found} />
          </Panel>
          <Panel title="dbt versions">
            <ul className={classes.versions}>
              {found.dbt_versions.map(({ name, version }) => (
                <li key={name}>
                  <code>{name}</code> <span className="weft-dim">{name === version ? '' : `is ${version} now`}</span>
                </li>
              ))}
            </ul>
          </Panel>
        </div>
      )}
    </Loaded>
  );
}

function Certificate({ server }: { readonly server: WireServer }): ReactNode {
  const { is_private_ca, ca_bundle_file, ca_bundle_url } = server;
  if (!is_private_ca || ca_bundle_url === null)
    return <p className={classes.text}>The certificate comes from an authority that clients know already. Nothing has to be installed.</p>;
  return (
    <>
      <p className={classes.text}>
        Weft signs its own certificate. Clients trust it with this bundle, which also holds the public authorities: programs that use
        requests (dbt Core, Airflow) by REQUESTS_CA_BUNDLE, others in Python by SSL_CERT_FILE, Node.js by NODE_EXTRA_CA_CERTS.
      </p>
      <div className={classes.values}>
        {ca_bundle_file === null ? null : <CopyValue label="File on the server" value={ca_bundle_file} />}
        <CopyValue label="Address" value={ca_bundle_url} />
      </div>
      <CodeBlock
        title="On another machine"
        text={`curl -o weft-ca.pem ${ca_bundle_url}\nexport REQUESTS_CA_BUNDLE="$PWD/weft-ca.pem"\nexport SSL_CERT_FILE="$PWD/weft-ca.pem"`}
      />
      <Button
        component="a"
        href="/api/weft/ca-bundle.pem"
        download="weft-ca.pem"
        variant="default"
        size="sm"
        mt="md"
        leftSection={<IconCertificate size={15} />}
      >
        Download the bundle
      </Button>
    </>
  );
}
