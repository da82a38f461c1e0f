/** The answer to announcing an upload: what both engines read of it. */
export interface WireIngest {
  readonly id: number;
  /** Used as it is, with no header of ours. */
  readonly upload_url: string;
}
