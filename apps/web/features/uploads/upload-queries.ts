/** What was uploaded to an environment, and how far its set-up is. */
import { queryOptions } from '@tanstack/react-query';
import type { WireUpload, WireUploadChecklist } from '@weft/wire/weft/upload';
import { get } from '../../kit/api.ts';

export function uploadsQuery(accountId: number, environmentId: number) {
  return queryOptions({
    queryKey: ['uploads', accountId, environmentId, 'list'],
    queryFn: () => get<readonly WireUpload[]>(`/api/weft/accounts/${accountId}/environments/${environmentId}/uploads/?limit=50`),
  });
}

export function uploadChecklistQuery(accountId: number, environmentId: number) {
  return queryOptions({
    queryKey: ['uploads', accountId, environmentId, 'checklist'],
    queryFn: () => get<WireUploadChecklist>(`/api/weft/accounts/${accountId}/environments/${environmentId}/upload-checklist/`),
  });
}
