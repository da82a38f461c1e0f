/** What a run changed for other projects: `GET /api/weft/accounts/:accountId/runs/:runId/mesh-changes/`. */
export interface WireMeshChanges {
  /** Why it changes nothing for others, whatever it did; null: what it built was published. */
  readonly not_published: 'not_finished' | 'not_succeeded' | 'not_offering' | 'ci' | 'no_manifest' | null;
  /** Nothing was offered before. */
  readonly is_first: boolean;
  /** The run that it is compared with. */
  readonly compared_with: number | null;
  readonly changes: readonly WireOfferChange[];
}

export interface WireOfferChange {
  readonly unique_id: string;
  readonly name: string;
  readonly kind: 'added' | 'changed' | 'removed';
  /** Of a removed model: its access now; null: the project has it no more. */
  readonly access_now: string | null;
  readonly fields: readonly {
    readonly field: 'relation' | 'version' | 'latest version' | 'deprecation date' | 'contract' | 'column';
    /** Of a column. */
    readonly name: string | null;
    readonly before: string | null;
    readonly after: string | null;
  }[];
  /** Projects that refer to it, as far as the caller may see them. */
  readonly consumers: readonly { readonly project_id: number; readonly name: string }[];
  readonly hidden_consumers: number;
}
