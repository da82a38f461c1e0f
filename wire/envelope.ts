/** The envelope around every answer of the REST protocols: status, data and, for lists, what was asked and what there is. */
export interface Status {
  readonly code: number;
  readonly is_success: boolean;
  readonly user_message: string;
  readonly developer_message: string;
}

export interface Envelope<Data> {
  readonly status: Status;
  readonly data: Data;
}

/** `filters.limit` is the limit that was applied, since clients page by it. */
export interface ListEnvelope<Data> extends Envelope<readonly Data[]> {
  readonly extra: {
    readonly filters: Readonly<Record<string, unknown>> & { readonly limit: number; readonly offset: number };
    readonly order_by: string | null;
    readonly pagination: { readonly count: number; readonly total_count: number };
  };
}

export function successStatus(code: number): Status {
  return { code, is_success: true, user_message: 'Success!', developer_message: '' };
}

/** `2026-01-02 03:04:05.678000+00:00`: a blank, not T; strict clients match this pattern. */
export function wireTimestamp(at: Date): string {
  const iso = at.toISOString();
  // Years of five digits are written with a sign and are longer; a page of runs has thousands of these, so the usual ones take the short way.
  return iso.length === 24 ? `${iso.slice(0, 10)} ${iso.slice(11, 23)}000+00:00` : iso.replace('T', ' ').replace('Z', '000+00:00');
}

/** `HH:MM:SS`; hours may pass 99. */
export function wireDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
