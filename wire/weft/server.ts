/** How this Weft is reached and trusted: `GET /api/weft/accounts/:accountId/server/`. */
export interface WireServer {
  /** Of Weft itself. */
  readonly version: string;
  readonly public_url: string;
  /** `host:port` as dbt_project.yml wants it: dbt puts https:// before it by itself. */
  readonly tenant_hostname: string;
  /** true: the certificate is signed by Weft's own CA, so clients need the bundle. */
  readonly is_private_ca: boolean;
  /** Where the bundle lies on the server; null without a private CA. */
  readonly ca_bundle_file: string | null;
  /** `…/api/weft/ca-bundle.pem`, open to all, reachable over plain http too; null without a private CA. */
  readonly ca_bundle_url: string | null;
  /** Weft's home folder on the server. */
  readonly home: string;
  /** What an environment or a job may name as its dbt version, in the order to offer them. */
  readonly dbt_versions: readonly WireDbtVersion[];
}

export interface WireDbtVersion {
  /** The track or version as environments carry it: `latest`, `compatible`, `1.11.0-latest`, … */
  readonly name: string;
  /** The concrete dbt version that it means now. */
  readonly version: string;
}
